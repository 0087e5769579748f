# SPDX-License-Identifier: GPL-2.0-or-later
# Two Debian packages out of one build, by `cpack -G DEB`: phonecert (the program) and
# wireshark-phonecert (the plugin and its profile). The component development is in neither: it is
# for `cmake --install` alone.
set(PHONECERT_MAINTAINER "phonecert developers <phonecert@example.org>" CACHE STRING
  "Who answers for the packages built here: name <address>")

configure_file(${PROJECT_SOURCE_DIR}/cmake/changelog.in changelog @ONLY)

function(phonecert_package component name)
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/copyright ${PROJECT_BINARY_DIR}/changelog
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SHLIBDEPS ON PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION net PARENT_SCOPE)
endfunction()

phonecert_package(analyzer phonecert)
set(CPACK_DEBIAN_ANALYZER_DESCRIPTION "tell LSC from MIC in packet captures of Cisco IP phones
phonecert reads the TLS handshakes of IP phones out of packet captures.
It says which certificate the phone showed, who signed it, whether the
trust store of the server accepts it, and names the cause and the remedy
where it was refused.")
set(CPACK_DEBIAN_ANALYZER_PACKAGE_SUGGESTS wireshark-phonecert)
set(CPACK_COMPONENTS_ALL analyzer)

if(Wireshark_FOUND)
  phonecert_package(plugin wireshark-phonecert)
  set(CPACK_DEBIAN_PLUGIN_DESCRIPTION "Wireshark plugin that tells LSC from MIC on Cisco IP phones
This plugin annotates the certificates that IP phones show in TLS
handshakes: who signed them, whether the trust store of the server
accepts them, and what to do. It serves Wireshark and tshark, and brings
the profile PhoneCert.")
  set(CPACK_DEBIAN_PLUGIN_PACKAGE_ENHANCES "wireshark, tshark")
  list(APPEND CPACK_COMPONENTS_ALL plugin)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME phonecert)
# Each package has a first line of its own; the project's would come before it.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "${PHONECERT_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${PHONECERT_MAINTAINER}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
# An RPM is made of the static program alone (tests/package/tarballs): sonames differ between systems.
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_ANALYZER_PACKAGE_NAME phonecert)
set(CPACK_RPM_ANALYZER_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_ANALYZER_PACKAGE_SUMMARY "Tells LSC from MIC in packet captures of Cisco IP phones")
set(CPACK_RPM_ANALYZER_PACKAGE_DESCRIPTION "${CPACK_DEBIAN_ANALYZER_DESCRIPTION}")
set(CPACK_RPM_PACKAGE_LICENSE GPL-2.0-or-later)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
# What Debian wants compressed; plain `cmake --install` leaves it readable.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/PhonecertCompress.cmake)
include(CPack)
