# SPDX-License-Identifier: GPL-2.0-or-later
# Every sample, and every capture by others, through both doors: the analyzer, and tshark with the
# plugin.
if(PYTHON3 AND TARGET phonecert-plugin)
  add_test(NAME differential/both-doors
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/both_doors.py $<TARGET_FILE:phonecert>
            ${CMAKE_CURRENT_SOURCE_DIR}/known-tshark.txt
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME differential/others-doors
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/others_doors.py $<TARGET_FILE:phonecert>
            ${PHONECERT_OTHERS} ${CMAKE_CURRENT_SOURCE_DIR}/known-tshark-others.txt
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(differential/both-doors differential/others-doors PROPERTIES
    LABELS "differential;plugin" SKIP_RETURN_CODE 77 TIMEOUT 1800
    ENVIRONMENT "PHONECERT_PLUGIN=$<TARGET_FILE:phonecert-plugin>;PYTHONDONTWRITEBYTECODE=1")
endif()
