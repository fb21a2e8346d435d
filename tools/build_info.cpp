// Filled by the compiler and by definitions in CMakeLists.txt.
#include "tools/build_info.h"

#include <H5public.h>
#include <fmt/core.h>
#include <Eigen/Core>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>

namespace draagkracht {
namespace {

std::string joined(int a, int b, int c) { return fmt::format("{}.{}.{}", a, b, c); }

}  // namespace

const BuildInfo& build_info() {
  static const BuildInfo info{DRAAGKRACHT_VERSION, DRAAGKRACHT_COMMIT, std::string("g++ ") + __VERSION__,
                              DRAAGKRACHT_FLAGS, DRAAGKRACHT_DATA};
  return info;
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {
      {"Boost", joined(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"Eigen", joined(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"fmt", joined(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"HDF5", joined(H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE)},
      {"nlohmann_json", joined(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)}};
}

}  // namespace draagkracht
