// The quantile tables of several models: a distribution that more than one asks for is compiled once and kept once.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/random/distribution.h"

namespace draagkracht {

// A table that several models may hold; it lives as long as one of them. Equal if the tables are.
class SharedTable {
 public:
  explicit SharedTable(std::shared_ptr<const QuantileTable> table) : table_(std::move(table)) {}

  const QuantileTable& operator*() const { return *table_; }
  const QuantileTable* operator->() const { return table_.get(); }
  friend bool operator==(const SharedTable& a, const SharedTable& b) {
    return a.table_ == b.table_ || *a.table_ == *b.table_;
  }

 private:
  std::shared_ptr<const QuantileTable> table_;  // never nullptr
};

class QuantileTables {
 public:
  // The table of these arguments, see QuantileTable. The same bits give the same table.
  SharedTable of(const DistributionSpec& spec, double round_to, double lowest, double highest);
  SharedTable of(const DistributionSpec& spec, double round_to = 0) {
    return of(spec, round_to, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity());
  }

 private:
  std::map<std::string, SharedTable> made_;  // by the bytes of what it is of
};

}  // namespace draagkracht
