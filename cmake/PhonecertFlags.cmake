# SPDX-License-Identifier: GPL-2.0-or-later
# One interface target carries every flag that all of phonecert's own code is built with.
add_library(phonecert-flags INTERFACE)
target_include_directories(phonecert-flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_definitions(phonecert-flags INTERFACE
  _DEFAULT_SOURCE _FILE_OFFSET_BITS=64 OPENSSL_API_COMPAT=30000 OPENSSL_NO_DEPRECATED
  PHONECERT_VERSION="${PROJECT_VERSION}")
target_compile_options(phonecert-flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wvla -Wswitch-enum
  $<$<BOOL:${PHONECERT_WERROR}>:-Werror>)
if(PHONECERT_SANITIZE)
  target_compile_options(phonecert-flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(phonecert-flags INTERFACE -fsanitize=address,undefined)
endif()
if(PHONECERT_FUZZ)
  target_compile_options(phonecert-flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# GLib's and OpenSSL's headers are foreign: their warnings are not ours.
function(phonecert_foreign target)
  foreach(foreign IN LISTS ARGN)
    get_target_property(dirs ${foreign} INTERFACE_INCLUDE_DIRECTORIES)
    if(dirs)
      target_include_directories(${target} SYSTEM PUBLIC ${dirs})
    endif()
  endforeach()
  target_link_libraries(${target} PUBLIC ${ARGN})
endfunction()
