# SPDX-License-Identifier: GPL-2.0-or-later
# A sample under every link and in every tunnel, by tshark and by the analyzer.
if(PYTHON3)
  add_test(NAME differential/wrapped
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/wrapped.py $<TARGET_FILE:phonecert>
            $<TARGET_FILE:write_wrapped> lsc-sip-tls12.pcapng
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(differential/wrapped PROPERTIES
    LABELS differential SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
