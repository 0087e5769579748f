# SPDX-License-Identifier: GPL-2.0-or-later
# Every sample, every capture by others, and some that are made for it, through both doors: the
# analyzer, and tshark with the plugin.
if(PYTHON3 AND TARGET phonecert-plugin)
  add_test(NAME differential/both-doors
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/both_doors.py $<TARGET_FILE:phonecert>
            ${CMAKE_CURRENT_SOURCE_DIR}/known-tshark.txt
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME differential/others-doors
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/others_doors.py $<TARGET_FILE:phonecert>
            ${PHONECERT_OTHERS} ${CMAKE_CURRENT_SOURCE_DIR}/known-tshark-others.txt
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME differential/wire-cases
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/wire_cases.py $<TARGET_FILE:phonecert>
            ${PROJECT_SOURCE_DIR}/../shared/cases
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME differential/situations-doors
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/situations_doors.py $<TARGET_FILE:phonecert>
            $<TARGET_FILE:write_situations>
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set(doors differential/situations-doors differential/both-doors differential/others-doors differential/wire-cases)
  if(TARGET phonecert-make)
    add_executable(make-made ${CMAKE_CURRENT_SOURCE_DIR}/make_made.c)
    target_link_libraries(make-made PRIVATE phonecert-make)
    add_test(NAME differential/made-doors
      COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/made_doors.py $<TARGET_FILE:phonecert>
              $<TARGET_FILE:make-made>
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    list(APPEND doors differential/made-doors)
  endif()
  set_tests_properties(${doors} PROPERTIES
    LABELS "differential;plugin" SKIP_RETURN_CODE 77 TIMEOUT 1800
    ENVIRONMENT "PHONECERT_PLUGIN=$<TARGET_FILE:phonecert-plugin>;PYTHONDONTWRITEBYTECODE=1")
endif()
