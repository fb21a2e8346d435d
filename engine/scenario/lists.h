// Names, lists and maps of what a user writes, each with its place; in the order written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"

namespace draagkracht {

using Name = Located<std::string>;
using Names = std::vector<Name>;
using NameMap = std::vector<std::pair<std::string, Name>>;               // key -> name
using NamesMap = std::vector<std::pair<std::string, Names>>;             // key -> one or more names
using NumberMap = std::vector<std::pair<std::string, Located<double>>>;  // key -> number

template <class T>
struct Named {
  std::string name;
  Location where;
  T item;
};
template <class T>
using NamedList = std::vector<Named<T>>;  // names are unique

}  // namespace draagkracht
