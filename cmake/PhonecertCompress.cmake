# SPDX-License-Identifier: GPL-2.0-or-later
# Runs inside cpack: compresses manual pages and changelogs among the files about to be packed,
# without a time in them, so that the same tree gives the same files.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER files INCLUDE REGEX "/share/(man/man1/[^/]+\\.1|doc/[^/]+/changelog)$")
foreach(file IN LISTS files)
  execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
