#include "engine/population/region_areas.h"

#include <algorithm>
#include <optional>
#include <set>

namespace draagkracht {
namespace {

constexpr char own_key[] = "population.own_regions";

const Table* table_of(const Tables& tables, const Name& name, const std::string& key, Issues& issues) {
  const auto it = tables.find(name.value);
  if (it != tables.end()) return &it->second;
  issues.add(name.where, key, "unknown table " + quoted(name.value));
  return nullptr;
}

// "Hengelo" of "Hengelo (O.)": what stands behind it tells municipalities of one name apart.
std::string without_province(const std::string& name) {
  const std::size_t bracket = name.rfind(" (");
  return bracket == std::string::npos || name.back() != ')' ? name : name.substr(0, bracket);
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t at = std::min(text.find(by, from), text.size());
    parts.push_back(trimmed(text.substr(from, at - from)));
    from = at + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// Codes stand in lists with commas, and in names of columns and files that others make of results.
bool is_code(const std::string& text) {
  return !text.empty() && text != "all" && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}
constexpr char code_rule[] = "a code has letters without accents, digits, _, - and ., and is not all";

}  // namespace

RegionAreas::RegionAreas(const Scenario& scenario, const Tables& tables, Issues& issues) {
  read_wijken(scenario, tables);
  read_national(scenario, tables, issues);
  if (!scenario.population.own_regions.value.empty()) read_own(scenario, tables, issues);
}

// What is wrong with this table is told where inhabitants are counted.
void RegionAreas::read_wijken(const Scenario& scenario, const Tables& tables) {
  const auto found = tables.find(scenario.population.wijken.value);
  if (found == tables.end()) return;
  const Table& table = found->second;
  const int wijk = table.column("wijk_code"), code = table.column("municipality_code"),
            name = table.column("municipality");
  if (wijk < 0 || code < 0 || name < 0) return;
  for (const std::vector<std::string>& row : table.rows) {
    const std::string& its_code = row[static_cast<std::size_t>(code)];
    const auto [at, is_new] = by_code_.emplace(its_code, municipalities_.size());
    if (is_new) municipalities_.push_back({its_code, row[static_cast<std::size_t>(name)], {}});
    municipalities_[at->second].wijken.push_back(row[static_cast<std::size_t>(wijk)]);
    wijken_.emplace(row[static_cast<std::size_t>(wijk)], its_code);
  }
}

void RegionAreas::read_national(const Scenario& scenario, const Tables& tables, Issues& issues) {
  const Table* table = table_of(tables, scenario.population.regions, "population.regions", issues);
  if (table == nullptr) return;
  TableReader reader(*table, issues);
  const int code = reader.column("region_code"), name = reader.column("name");
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::string its_code = reader.text(row, code);
    national_.push_back({its_code, reader.text(row, name), {}, its_code});
  }
}

void RegionAreas::read_own(const Scenario& scenario, const Tables& tables, Issues& issues) {
  const Table* table = table_of(tables, scenario.population.own_regions, own_key, issues);
  if (table == nullptr) return;
  TableReader reader(*table, issues);
  const int region = reader.column("region"), name = table->column("name");
  const int wijk = table->column("wijk"), municipality = table->column("municipality");
  if (wijk < 0 && municipality < 0) {
    issues.add({table->file, 1, 1}, "municipality", "is no column of the table, and neither is wijk",
               "one of them says who belongs to a region");
  }
  if (region < 0 || (wijk < 0 && municipality < 0)) return;
  std::map<std::string, std::size_t> row_of;          // wijk or municipality -> row
  std::map<std::string, std::size_t> region_of_code;  // -> own_
  std::map<std::string, std::size_t> of_wijk;         // -> own_
  std::vector<std::pair<const Municipality*, std::size_t>> whole;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto cell = [&](int column) {
      return column < 0 ? std::string() : table->rows[row][static_cast<std::size_t>(column)];
    };
    const std::string code = reader.text(row, region), own = cell(wijk), of = cell(municipality);
    if (code.empty()) continue;
    if (!is_code(code)) {
      issues.add(table->where(row, region), "region", quoted(code) + " cannot be a code", code_rule);
      continue;
    }
    if (region_of(code) != nullptr && !region_of_code.contains(code)) {
      issues.add(table->where(row, region), "region",
                 quoted(code) + " is a code of table " + quoted(scenario.population.regions.value),
                 "a code is of one region", "Give it another");
      continue;
    }
    const auto [at, is_new] = region_of_code.emplace(code, own_.size());
    if (is_new) own_.push_back({code, cell(name).empty() ? code : cell(name), {}, code});
    RegionArea& area = own_[at->second];
    if (const std::string its_name = cell(name); !its_name.empty() && its_name != area.name) {
      if (area.name != code) {
        issues.add(table->where(row, name), "name",
                   "region " + quoted(code) + " is " + quoted(its_name) + " here and " + quoted(area.name) + " above",
                   "a region has one name");
      } else {
        area.name = its_name;
      }
    }
    if (own.empty() == of.empty()) {
      issues.add(table->where(row, -1), "region",
                 own.empty() ? "names neither wijk nor municipality" : "names a wijk and a municipality",
                 "a row is about one of them");
      continue;
    }
    const int column = own.empty() ? municipality : wijk;
    const std::string key = own.empty() ? "municipality" : "wijk";
    if (!own.empty() && !wijken_.contains(own)) {
      issues.add(table->where(row, column), key, "unknown wijk " + quoted(own), {}, suggestion(own, false));
      continue;
    }
    const std::vector<const Municipality*> called =
        own.empty() ? municipalities_called(of) : std::vector<const Municipality*>{};
    if (own.empty() && called.size() != 1) {
      std::vector<std::string> codes;
      for (const Municipality* one : called) codes.push_back(one->code);
      issues.add(table->where(row, column), key,
                 called.empty() ? "unknown municipality " + quoted(of) : quoted(of) + " is the name of several",
                 joined(codes, ", "), called.empty() ? suggestion(of, false) : "write the code");
      continue;
    }
    const std::string found = own.empty() ? called[0]->code : own;
    if (const auto [first, fresh] = row_of.emplace(found, row); !fresh) {
      issues.add(table->where(row, column), key, quoted(own.empty() ? of : own) + " stands there twice",
                 "it belongs to one region; the first is on line " + std::to_string(table->lines[first->second]));
      continue;
    }
    if (own.empty()) {
      whole.emplace_back(called[0], at->second);
    } else {
      of_wijk.emplace(own, at->second);
    }
  }
  // A wijk that has a row of its own does not go with its municipality.
  for (const auto& [one, at] : whole) {
    for (const std::string& code : one->wijken) of_wijk.emplace(code, at);
  }
  for (const auto& [code, at] : of_wijk) own_[at].wijken.push_back(code);
  for (RegionArea& area : own_) {
    if (area.wijken.empty() && issues.empty()) {
      issues.add({table->file, 0, 0}, "region", "region " + quoted(area.code) + " has no wijken left",
                 "all have rows of other regions");
    }
  }
}

const RegionArea* RegionAreas::region_of(const std::string& code) const {
  for (const std::vector<RegionArea>* list : {&own_, &national_}) {
    const auto found = std::find_if(list->begin(), list->end(), [&](const RegionArea& a) { return a.code == code; });
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

bool RegionAreas::knows(const std::string& code) const { return region_of(code) != nullptr; }

std::vector<const RegionAreas::Municipality*> RegionAreas::municipalities_called(const std::string& text) const {
  if (const auto at = by_code_.find(text); at != by_code_.end()) return {&municipalities_[at->second]};
  std::vector<const Municipality*> exact, like;
  for (const Municipality& one : municipalities_) {
    if (one.name == text) exact.push_back(&one);
    if (without_province(one.name) == text) like.push_back(&one);
  }
  return exact.empty() ? like : exact;
}

bool RegionAreas::is_area(const std::string& text) const {
  return wijken_.contains(text) || !municipalities_called(text).empty();
}

std::string RegionAreas::suggestion(const std::string& text, bool regions_too) const {
  std::vector<std::string> known;
  if (regions_too) {
    for (const std::vector<RegionArea>* list : {&own_, &national_}) {
      for (const RegionArea& area : *list) {
        if (area.name == text) return "did you mean " + quoted(area.code);
        known.push_back(area.code);
      }
    }
  }
  for (const Municipality& one : municipalities_) known.push_back(without_province(one.name));
  // A slip in a code is of a code of its kind.
  if (text.starts_with("WK")) {
    known.clear();
    for (const auto& [code, of] : wijken_) {
      if (code.compare(0, 4, text, 0, 4) == 0) known.push_back(code);
    }
  } else if (text.starts_with("GM")) {
    for (const Municipality& one : municipalities_) known.push_back(one.code);
  }
  return did_you_mean(text, known);
}

RegionAreas::Part RegionAreas::part(const Name& text, const std::string& key, Issues& issues) const {
  if (wijken_.contains(text.value)) return {text.value, text.value, {text.value}};
  const std::vector<const Municipality*> called = municipalities_called(text.value);
  if (called.size() == 1) return {called[0]->code, called[0]->name, called[0]->wijken};
  std::vector<std::string> codes;
  for (const Municipality* one : called) codes.push_back(one->code + " " + one->name);
  if (codes.empty()) {
    issues.add(text.where, key, "unknown municipality or wijk " + quoted(text.value),
               knows(text.value) ? "a region is made of municipalities and wijken, not of other regions" : "",
               knows(text.value) ? "" : suggestion(text.value, false));
  } else {
    issues.add(text.where, key, quoted(text.value) + " is the name of several", joined(codes, ", "), "write the code");
  }
  return {};
}

RegionArea RegionAreas::made_of(const std::string& code, const std::vector<Name>& parts, const std::string& key,
                                Issues& issues) const {
  RegionArea area;
  std::map<std::string, std::string> names;  // by code, so that the order in which they are named says nothing
  std::set<std::string> wijken;
  for (const Name& text : parts) {
    const Part one = part(text, key, issues);
    if (one.code.empty()) continue;
    const bool is_new = names.emplace(one.code, one.name).second;
    bool twice = !is_new;
    for (const std::string& wijk : one.wijken) twice = !wijken.insert(wijk).second || twice;
    if (twice) issues.add(text.where, key, "names " + quoted(text.value) + " twice", "people live in one place", {});
  }
  std::vector<std::string> codes, called;
  for (const auto& [its_code, its_name] : names) {
    codes.push_back(its_code);
    called.push_back(its_name);
  }
  const std::string all = joined(codes, "+");
  area.code = code.empty() ? all : code;
  area.name = joined(called, ", ");
  area.wijken = {wijken.begin(), wijken.end()};
  area.asked = code.empty() ? all : code + '=' + all;
  return area;
}

std::vector<Name> RegionAreas::items(const std::string& list) const {
  std::string text = list;
  for (const Municipality& one : municipalities_) {
    if (one.name.find(',') == std::string::npos) continue;
    for (std::size_t at = text.find(one.name); at != std::string::npos; at = text.find(one.name, at + 1))
      text.replace(at, one.name.size(), one.code);
  }
  std::vector<Name> found;
  for (const std::string& item : split(text, ',')) found.push_back({item, {}});
  return found;
}

std::vector<RegionArea> RegionAreas::asked(const std::vector<Name>& items, const std::string& key,
                                           Issues& issues) const {
  std::vector<RegionArea> areas;
  std::vector<Name> together;  // municipalities and wijken that stand by themselves
  std::size_t place = 0, found_before = issues.size();
  const auto add = [&](const RegionArea& area, const Name& item, std::size_t at) {
    if (std::any_of(areas.begin(), areas.end(), [&](const RegionArea& a) { return a.code == area.code; })) {
      issues.add(item.where, key, "names region " + quoted(area.code) + " twice", {}, {});
    } else {
      areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(at), area);
    }
  };
  const auto parts_of = [](const std::string& text, const Location& where) {
    std::vector<Name> parts;
    for (const std::string& one : split(text, '+')) parts.push_back({one, where});
    return parts;
  };
  for (const Name& item : items) {
    const std::size_t equals = item.value.find('=');
    if (const RegionArea* area = region_of(item.value)) {
      add(*area, item, areas.size());
    } else if (equals != std::string::npos) {
      const std::string code = trimmed(item.value.substr(0, equals));
      if (!is_code(code)) {
        issues.add(item.where, key, quoted(code) + " cannot be a code", code_rule);
      } else if (knows(code) || is_area(code)) {
        issues.add(item.where, key,
                   quoted(code) + (knows(code) ? " is a code of another region" : " is a municipality or wijk itself"),
                   "a code is of one region", "Give it another");
      } else {
        add(made_of(code, parts_of(item.value.substr(equals + 1), item.where), key, issues), item, areas.size());
      }
    } else if (item.value.find('+') != std::string::npos) {
      add(made_of({}, parts_of(item.value, item.where), key, issues), item, areas.size());
    } else if (is_area(item.value)) {
      const auto like = std::find_if(national_.begin(), national_.end(),
                                     [&](const RegionArea& one) { return one.name == item.value; });
      const std::vector<const Municipality*> called = municipalities_called(item.value);
      if (like != national_.end() && called.size() == 1) {
        issues.add(item.where, key, quoted(item.value) + " is a region and a municipality",
                   like->code + " and " + called[0]->code, "write the code");
        continue;
      }
      if (together.empty()) place = areas.size();
      together.push_back(item);
    } else {
      issues.add(item.where, key, "unknown region " + quoted(item.value), {}, suggestion(item.value, true));
    }
  }
  if (!together.empty()) add(made_of({}, together, key, issues), together[0], place);
  if (issues.size() > found_before) areas.clear();
  return areas;
}

}  // namespace draagkracht
