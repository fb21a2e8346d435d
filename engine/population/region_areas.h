// Which wijken a region has: one of the scenario's tables of regions, or one that is made of municipalities and wijken
// where runs are asked for. Counts nobody.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

struct RegionArea {
  std::string code;
  std::string name;
  // Codes of its wijken, ascending; empty: all to which the table of wijken gives the code of this region.
  std::vector<std::string> wijken;
  std::string asked;  // how `--regions` writes it, whatever the region was called: codes only, without a comma
  friend bool operator==(const RegionArea&, const RegionArea&) = default;
};

// The regions of a scenario, and those that can be made of its municipalities and wijken.
class RegionAreas {
 public:
  // Adds issues for what is wrong in the tables of regions.
  RegionAreas(const Scenario& scenario, const Tables& tables, Issues& issues);

  // Those of the scenario's own table; without one those of `population.regions`. In the order of the table.
  const std::vector<RegionArea>& all() const { return own_.empty() ? national_ : own_; }
  bool knows(const std::string& code) const;

  // The regions that a list names. An item is the code of a region; or a municipality (by name or code) or wijk (by
  // code): all such items together are one region, which stands where the first of them does; or `A+B`, one region of
  // these; or `CODE=A+B`, the same under a code of the user's. Adds issues whose key is `key`.
  std::vector<RegionArea> asked(const std::vector<Name>& items, const std::string& key, Issues& issues) const;
  // The items of a list that is separated by commas; a municipality whose name has a comma stays whole.
  std::vector<Name> items(const std::string& list) const;

 private:
  struct Municipality {
    std::string code, name;
    std::vector<std::string> wijken;
  };
  // Codes of one area, with what it is called; empty if there is none or several, after an issue.
  struct Part {
    std::string code, name;
    std::vector<std::string> wijken;
  };

  void read_wijken(const Scenario& scenario, const Tables& tables);
  void read_national(const Scenario& scenario, const Tables& tables, Issues& issues);
  void read_own(const Scenario& scenario, const Tables& tables, Issues& issues);
  std::vector<const Municipality*> municipalities_called(const std::string& text) const;
  const RegionArea* region_of(const std::string& code) const;
  bool is_area(const std::string& text) const;
  Part part(const Name& text, const std::string& key, Issues& issues) const;
  RegionArea made_of(const std::string& code, const std::vector<Name>& parts, const std::string& key,
                     Issues& issues) const;
  std::string suggestion(const std::string& text, bool regions_too) const;

  std::vector<RegionArea> national_, own_;
  std::vector<Municipality> municipalities_;    // in the order of the table of wijken
  std::map<std::string, std::size_t> by_code_;  // municipality
  std::map<std::string, std::string> wijken_;   // code of a wijk -> of its municipality
};

}  // namespace draagkracht
