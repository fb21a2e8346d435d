// The shipped tables as input of the population, and small made-up inputs. A few lines of CSV reading, enough for these
// tables; the program's own reader is engine/io/csv.h.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/population/population_input.h"

namespace draagkracht::test {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      all.emplace_back();
    else
      all.back() += c;
  }
  return all;
}

inline std::vector<Row> read_table(const std::string& name) {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path();
  std::ifstream file(root / "data" / name);
  if (!file) throw std::runtime_error("no table " + name);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = cells(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> values = cells(line);
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = values.at(i);
    rows.push_back(row);
  }
  return rows;
}

inline std::string band_name(std::size_t band, const std::string& between, const std::string& last) {
  if (band + 1 == age_bands) return last;
  return std::to_string(band * 5) + between + std::to_string(band * 5 + 4);
}

inline std::vector<ProjectionYear> dutch_projection() {
  std::map<int, ProjectionYear> years;
  for (const Row& row : read_table("population/projection.csv")) {
    ProjectionYear& year = years[std::stoi(row.at("year"))];
    year.year = std::stoi(row.at("year"));
    for (std::size_t band = 0; band < age_bands; ++band) {
      if (row.at("age_band") != band_name(band, "-", "95+")) continue;
      year.persons[0][band] = std::stod(row.at("male"));
      year.persons[1][band] = std::stod(row.at("female"));
    }
  }
  std::vector<ProjectionYear> all;
  for (const auto& [number, year] : years) all.push_back(year);
  return all;
}

// Counts of one region on 1 January 2024; no attributes, needs or scopes.
inline PopulationInput dutch_counts(const std::string& region) {
  PopulationInput input;
  input.region = region;
  input.projection = dutch_projection();
  input.start_date = days_from_civil({2023, 11, 6});
  input.population_date = days_from_civil({2024, 1, 1});
  for (const Row& row : read_table("population/wijken_2021.csv")) {
    if (row.at("region_code") != region) continue;
    WijkCount wijk{row.at("wijk_code"), row.at("municipality_code"), row.at("municipality"), {}};
    for (std::size_t band = 0; band < age_bands; ++band) {
      wijk.persons[band] = static_cast<std::uint32_t>(std::stoul(row.at("age_" + band_name(band, "_", "95_plus"))));
    }
    input.wijken.push_back(wijk);
  }
  return input;
}

inline AttributeRule prevalence(const std::string& name, std::vector<PrevalenceRow> rows,
                                std::vector<OddsLink> links = {}) {
  AttributeRule rule;
  rule.name = name;
  rule.kind = AttributeRule::Kind::prevalence;
  rule.rows = std::move(rows);
  rule.links = std::move(links);
  return rule;
}

inline NeedRule need(const std::string& name, double shape, const std::string& with = "", double correlation = 0) {
  NeedRule rule;
  rule.name = name;
  rule.shape = shape;
  rule.correlated_with = with;
  rule.correlation = correlation;
  return rule;
}

inline ScopeRule practices() {
  ScopeRule rule;
  rule.name = "practice";
  rule.kind = ScopeRule::Kind::enrolment;
  for (const Row& row : read_table("care/practices.csv")) {
    rule.size_classes.push_back({row.at("size_class"), std::stod(row.at("share")), std::stod(row.at("patients"))});
  }
  rule.share_not_enrolled = 0.006;
  rule.own_wijk_weight = 5;
  return rule;
}

inline ScopeRule posts() {
  ScopeRule rule;
  rule.name = "post";
  rule.kind = ScopeRule::Kind::catchment;
  rule.inhabitants_per_place = 168'000;
  return rule;
}

// The order in which the shipped attributes are drawn: linked ones after those they hang on.
inline const std::vector<std::string>& dutch_attributes() {
  static const std::vector<std::string> names{"diabetes",
                                              "any_chronic",
                                              "multimorbidity_contact",
                                              "depression",
                                              "copd",
                                              "cvd_any_of_six",
                                              "heart_failure",
                                              "hypertension",
                                              "asthma_in_care",
                                              "dementia",
                                              "frail_at_home",
                                              "lacks_basic_digital_skills",
                                              "limited_health_literacy"};
  return names;
}

// All that the shipped model asks for: 15 attributes, two needs, practices and posts.
inline PopulationInput dutch_input(const std::string& region) {
  PopulationInput input = dutch_counts(region);
  AttributeRule age;
  age.name = "age";
  age.kind = AttributeRule::Kind::age_band;
  age.first_ages = {0, 5, 18, 45, 65, 75, 85};
  AttributeRule sex;
  sex.name = "sex";
  sex.kind = AttributeRule::Kind::sex;
  input.attributes = {age, sex};
  const std::vector<Row> rows = read_table("population/attributes.csv");
  std::map<std::string, double> parameters;
  for (const Row& row : read_table("care/parameters.csv")) parameters[row.at("name")] = std::stod(row.at("value"));
  for (const std::string& name : dutch_attributes()) {
    AttributeRule rule = prevalence(name, {});
    for (const Row& row : rows) {
      if (row.at("attribute") != name) continue;
      rule.rows.push_back({std::stoi(row.at("age_from")), std::stoi(row.at("age_to")),
                           row.at("sex") == "male" ? Sex::male : Sex::female, std::stod(row.at("share"))});
    }
    if (name == "limited_health_literacy")
      rule.links.push_back({"lacks_basic_digital_skills", parameters.at("literacy_odds")});
    if (name == "lacks_basic_digital_skills") rule.links.push_back({"frail_at_home", parameters.at("frail_odds")});
    input.attributes.push_back(rule);
  }
  input.needs = {need("day", parameters.at("need_shape_day")),
                 need("night", parameters.at("need_shape_ooh"), "day", parameters.at("need_correlation"))};
  input.scopes = {practices(), posts()};
  return input;
}

// Two wijken of one municipality with all their people in one band; growth 1.
inline PopulationInput small_input(std::uint32_t persons, std::size_t band) {
  PopulationInput input;
  input.region = "R";
  ProjectionYear year;
  year.year = 2021;
  for (auto& of_sex : year.persons) of_sex.fill(1000.0);
  input.projection = {year};
  input.start_date = days_from_civil({2021, 1, 1});
  for (const char* code : {"WK000101", "WK000102"}) {
    WijkCount wijk{code, "GM0001", "Town", {}};
    wijk.persons[band] = persons / 2;
    input.wijken.push_back(wijk);
  }
  return input;
}

inline int age_on(std::int64_t birth_day, std::int64_t date) {
  const CivilDate birth = civil_from_days(birth_day);
  const CivilDate now = civil_from_days(date);
  const bool before_birthday = now.month < birth.month || (now.month == birth.month && now.day < birth.day);
  return now.year - birth.year - (before_birthday ? 1 : 0);
}

}  // namespace draagkracht::test
