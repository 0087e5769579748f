# SPDX-License-Identifier: GPL-2.0-or-later
# phonecert_embed(TARGET SYMBOL FILE): builds a text file into a program, as `const char SYMBOL[]`.
function(phonecert_embed target symbol file)
  file(READ ${file} digits HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${digits}")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  file(WRITE ${source}.new
    "// SPDX-License-Identifier: GPL-2.0-or-later\n"
    "// Made from ${symbol}'s own file.\n"
    "extern const char ${symbol}[];\nconst char ${symbol}[] = {${bytes}'\\0'};\n")
  configure_file(${source}.new ${source} COPYONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  target_sources(${target} PRIVATE ${source})
endfunction()
