# Every CMakeLists.txt below the root is made of four verbs: tally_library(), tally_program(),
# tally_test() and tally_fuzz(). DEPS is the whole of what a folder may include; the test `layers`
# holds it to that.

find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
# Without mold, the system's linker does the same more slowly.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # It takes on a precompiled header only if it need not look into it.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
include(scripts/cmake/hardening.cmake)
file(WRITE ${CMAKE_BINARY_DIR}/layers.txt "")

set(TALLY_WARNINGS -Wall -Wextra -Wconversion -Wshadow)
# Those who change the code build Debug, and so does CI; docs/decisions.md says why nobody else is
# stopped by a warning.
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  list(APPEND TALLY_WARNINGS -Werror)
endif()

# Of the preset `fuzz`, which takes clang. Our own libraries are instrumented and the contract's
# generated code is not: that would take longer to compile than all the rest.
option(TALLY_FUZZ "Whether tally_fuzz() makes programs that search for inputs that fail")
if(TALLY_FUZZ)
  set(TALLY_INSTRUMENTS -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
  # Which clang takes for a part of -Wconversion, and g++ does not.
  list(APPEND TALLY_WARNINGS -Wno-sign-conversion)
endif()

# Of the preset `tsan`.
option(TALLY_TSAN "Whether programs tell ThreadSanitizer of the locks of Debian's Abseil")
if(TALLY_TSAN)
  set(TALLY_LOCKS ${CMAKE_SOURCE_DIR}/tests/tsan/locks.cc)
endif()

# What most files include takes two thirds of the time to compile them, so it is parsed once: by
# `headers` for all code, and with GoogleTest by `test_headers` for tests. What was parsed without
# -pthread, which gRPC's libraries bring along, cannot be taken on with it.
add_compile_options(-pthread)
set(TALLY_HEADERS <algorithm> <functional> <map> <memory> <optional> <set> <string> <vector>
  <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/time/time.h> <tally/v1/events.pb.h>)
function(tally_headers name)
  file(TOUCH ${CMAKE_BINARY_DIR}/${name}.cc)
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE proto)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()
if(NOT TALLY_FUZZ)
  tally_headers(headers ${TALLY_HEADERS})
  tally_headers(test_headers ${TALLY_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(test_headers PRIVATE GTest::gmock)
endif()

# Lets `name` use what `headers` parsed. Sanitized code is not compiled alike everywhere: it parses.
function(tally_reuse name headers)
  if(NOT TALLY_FUZZ)
    target_precompile_headers(${name} REUSE_FROM ${headers})
  endif()
endfunction()

# Writes down which folder a target's code lives in and what it may include.
function(tally_layer name)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(JOIN " " row ${folder} ${name} ${ARGN})
  file(APPEND ${CMAKE_BINARY_DIR}/layers.txt "${row}\n")
endfunction()

# tally_library(name SOURCES file... [DEPS target...])
function(tally_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${TALLY_WARNINGS} ${TALLY_INSTRUMENTS})
  tally_reuse(${name} headers)
  tally_layer(${name} ${ARG_DEPS})
endfunction()

# tally_program(name SOURCES file... [DEPS target...])
function(tally_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} ${TALLY_LOCKS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${TALLY_WARNINGS})
  tally_layer(${name} ${ARG_DEPS})
endfunction()

# tally_test(name SOURCES file... [DEPS target...] [ENVIRONMENT name=value...])
function(tally_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;ENVIRONMENT" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} ${TALLY_LOCKS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(${name} PRIVATE ${TALLY_WARNINGS})
  tally_reuse(${name} test_headers)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${ARG_ENVIRONMENT}")
endfunction()

# tally_fuzz(name SOURCES file... [DEPS target...])
#
# Makes fuzz_NAME of a LLVMFuzzerTestOneInput(): in the preset `fuzz` a program that searches, else a
# test that gives it every file in corpus/NAME.
function(tally_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  set(program fuzz_${name})
  add_executable(${program} ${ARG_SOURCES} ${TALLY_LOCKS})
  target_link_libraries(${program} PRIVATE ${ARG_DEPS})
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(${program} PRIVATE ${TALLY_WARNINGS} ${TALLY_INSTRUMENTS})
  if(TALLY_FUZZ)
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${program} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cc)
    add_test(NAME ${program}
      COMMAND ${program} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
endfunction()
