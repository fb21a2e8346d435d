# Compiler flags. They are part of the result: no contraction to fused multiply-add, no fast-math and one
# fixed instruction set, so that a build gives the same bits on every machine that runs it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(DRAAGKRACHT_ARCH "x86-64-v3" CACHE STRING "instruction set (-march); never 'native'")
if(DRAAGKRACHT_ARCH STREQUAL "native")
  message(FATAL_ERROR "DRAAGKRACHT_ARCH=native gives other bits on other machines: name an instruction set")
endif()
option(DRAAGKRACHT_WERROR "warnings are errors" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3")

add_library(draagkracht_flags INTERFACE)
target_compile_options(draagkracht_flags INTERFACE
  -march=${DRAAGKRACHT_ARCH} -ffp-contract=off -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
# Members that are left out of an initializer have the default that their struct gives them.
target_compile_options(draagkracht_flags INTERFACE -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # false alarms of GCC 12 in libstdc++ and fmt
  target_compile_options(draagkracht_flags INTERFACE -Wno-restrict -Wno-stringop-overflow)
else()  # clang takes std::stable_sort of that libstdc++ for a deprecated function's caller
  target_compile_options(draagkracht_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(DRAAGKRACHT_WERROR)
  target_compile_options(draagkracht_flags INTERFACE -Werror)
endif()
target_include_directories(draagkracht_flags INTERFACE ${CMAKE_SOURCE_DIR})

# The standard headers that most sources include are compiled once. A source includes what it uses all the same: builds
# with a compiler cache, which cannot see into a compiled header, and those of scripts/check_builds do without.
set(DRAAGKRACHT_COMMON_HEADERS <algorithm> <array> <cmath> <cstdint> <functional> <limits> <map> <memory> <optional>
    <span> <string> <string_view> <utility> <variant> <vector>)
if(CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

# draagkracht_layer(NAME SOURCES file... [MAY_USE layer...] [LINKS target...]): one library per layer, linked to just
# what it may include.
function(draagkracht_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;MAY_USE;LINKS" ${ARGN})
  add_library(${name} STATIC ${LAYER_SOURCES})
  add_library(draagkracht::${name} ALIAS ${name})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME draagkracht_${name})
  target_link_libraries(${name} PUBLIC draagkracht_flags ${LAYER_LINKS})
  foreach(layer IN LISTS LAYER_MAY_USE)
    target_link_libraries(${name} PUBLIC draagkracht::${layer})
  endforeach()
  if(name STREQUAL "core")
    target_precompile_headers(core PRIVATE ${DRAAGKRACHT_COMMON_HEADERS} <fmt/format.h>)
  elseif(NOT name STREQUAL "experiment")  # which has other flags
    target_precompile_headers(${name} REUSE_FROM core)
  endif()
endfunction()
