#include "engine/population/read_input.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "engine/model/day_values.h"
#include "engine/model/labelled_attribute.h"
#include "engine/population/band_ages.h"
#include "engine/population/read_numbers.h"
#include "engine/scenario/attribute_labels.h"

namespace draagkracht {
namespace {

// "age_0_4" in the table of wijken, "0-4" in the projection.
std::string band_name(std::size_t band, const std::string& between, const std::string& last) {
  if (band + 1 == age_bands) return last;
  return std::to_string(band * 5) + between + std::to_string(band * 5 + 4);
}

const Table* table_of(const Tables& tables, const Name& name, const std::string& key, Issues& issues) {
  const auto it = tables.find(name.value);
  if (it != tables.end()) return &it->second;
  issues.add(name.where, key, "unknown table \"" + name.value + "\"");
  return nullptr;
}

void read_wijken(const Table& table, const RegionArea& area, PopulationInput& input, Issues& issues) {
  TableReader reader(table, issues);
  const int code = reader.column("wijk_code"), municipality = reader.column("municipality_code"),
            name = reader.column("municipality");
  const int region = reader.column("region_code");
  std::vector<int> bands;
  for (std::size_t band = 0; band < age_bands; ++band)
    bands.push_back(reader.column("age_" + band_name(band, "_", "95_plus")));
  if (region < 0) return;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::vector<std::string>& cells = table.rows[row];
    const bool of_region = area.wijken.empty() ? cells[static_cast<std::size_t>(region)] == area.code
                                               : code >= 0 && std::binary_search(area.wijken.begin(), area.wijken.end(),
                                                                                 cells[static_cast<std::size_t>(code)]);
    if (!of_region) continue;
    WijkCount wijk;
    wijk.code = reader.text(row, code);
    wijk.municipality_code = reader.text(row, municipality);
    wijk.municipality = reader.text(row, name);
    for (std::size_t band = 0; band < age_bands; ++band) {
      wijk.persons[band] = static_cast<std::uint32_t>(reader.integer(row, bands[band], {.low = 0, .high = 1e7}));
    }
    input.wijken.push_back(std::move(wijk));
  }
}

void read_projection(const Table& table, PopulationInput& input, Issues& issues) {
  TableReader reader(table, issues);
  std::vector<std::string> names;
  for (std::size_t band = 0; band < age_bands; ++band) names.push_back(band_name(band, "-", "95+"));
  const int year = reader.column("year"), band_column = reader.column("age_band");
  const int male = reader.column("male"), female = reader.column("female");
  std::map<int, ProjectionYear> years;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const int y = static_cast<int>(reader.integer(row, year, {.low = 1900, .high = 2200}));
    const int band = reader.label(row, band_column, names);
    if (band < 0) continue;
    ProjectionYear& one = years[y];
    one.year = y;
    one.persons[0][static_cast<std::size_t>(band)] = reader.number(row, male, {.low = 0});
    one.persons[1][static_cast<std::size_t>(band)] = reader.number(row, female, {.low = 0});
  }
  for (auto& [y, one] : years) input.projection.push_back(one);
}

std::vector<PrevalenceRow> read_prevalence(const Table& table, const Name& attribute, const std::string& key,
                                           Issues& issues) {
  TableReader reader(table, issues);
  const int name = reader.column("attribute"), from = reader.column("age_from"), to = reader.column("age_to");
  const int sex = reader.column("sex"), share = reader.column("share");
  static const std::vector<std::string> sexes = {"male", "female"};
  std::vector<PrevalenceRow> rows;
  std::vector<std::string> known;
  if (name < 0) return rows;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::string& its_name = table.rows[row][static_cast<std::size_t>(name)];
    if (std::find(known.begin(), known.end(), its_name) == known.end()) known.push_back(its_name);
    if (its_name != attribute.value) continue;
    PrevalenceRow prevalence;
    prevalence.age_from = static_cast<int>(reader.integer(row, from, {.low = 0, .high = oldest_age}));
    prevalence.age_to = static_cast<int>(reader.integer(row, to, {.low = 0, .high = oldest_age}));
    const int s = reader.label(row, sex, sexes);
    if (s >= 0) prevalence.sex = static_cast<Sex>(s);
    prevalence.share = reader.number(row, share, {.low = 0, .high = 1});
    rows.push_back(prevalence);
  }
  if (rows.empty()) {
    issues.add(attribute.where, key, "table " + table.file + " has no rows for attribute \"" + attribute.value + "\"",
               {}, did_you_mean(attribute.value, known));
  }
  return rows;
}

// First and last whole year of a band.
std::pair<int, int> ages_of(const AttributeSpec& bands, std::size_t band) {
  const bool last = band + 1 == bands.from_age.size();
  return {static_cast<int>(bands.from_age[band].value),
          last ? oldest_age : static_cast<int>(bands.from_age[band + 1].value) - 1};
}

// Factors by the bands of an age_band attribute.
std::vector<AgeFactor> read_age_factors(const Lookup& lookup, double scale, const Scenario& scenario,
                                        const Tables& tables, const std::string& key, Issues& issues) {
  std::vector<AgeFactor> factors;
  const Table* table = table_of(tables, lookup.table, key + ".table", issues);
  if (table == nullptr) return factors;
  const AttributeSpec* bands = nullptr;
  for (const auto& attribute : scenario.attributes) {
    if (lookup.by.size() == 1 && attribute.name == lookup.by[0].value && attribute.item.kind == 0)
      bands = &attribute.item;
  }
  if (bands == nullptr) {
    issues.add(lookup.where, key + ".by", "must name an attribute of kind age_band");
    return factors;
  }
  std::vector<std::string> labels;
  for (const Name& label : bands->labels) labels.push_back(label.value);
  if (labels.size() != bands->from_age.size()) return factors;  // engine/model says so
  std::vector<bool> read(labels.size(), false);
  TableReader reader(*table, issues);
  const int band_column = reader.column(lookup.by[0].value), value = reader.column(lookup.column.value);
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const bool fits = std::all_of(lookup.only.begin(), lookup.only.end(), [&](const auto& only) {
      const int column = table->column(only.first);
      return column >= 0 && table->rows[row][static_cast<std::size_t>(column)] == only.second.value;
    });
    if (!fits) continue;
    const int band = reader.label(row, band_column, labels);
    if (band < 0) continue;
    const auto b = static_cast<std::size_t>(band);
    const auto [from, to] = ages_of(*bands, b);
    factors.push_back({from, to, reader.number(row, value, {.low = 0}) * scale});
    read[b] = true;
  }
  for (std::size_t b = 0; b < labels.size(); ++b) {
    if (read[b]) continue;
    if (!lookup.has_missing) {
      issues.add(lookup.where, key, "table " + quoted(lookup.table.value) + " has no row for " + quoted(labels[b]),
                 "every age band needs a factor, or `missing` one for all that are not there");
      break;
    }
    const auto [from, to] = ages_of(*bands, b);
    factors.push_back({from, to, lookup.missing.value});
  }
  return factors;
}

// The rates of one event.
std::vector<RateRow> read_rates(const Table& table, const Name& event, const std::string& key, Issues& issues) {
  std::vector<RateRow> rows;
  if (event.value.empty()) return rows;
  TableReader reader(table, issues);
  const int name = reader.column("event"), from = reader.column("age_from"), to = reader.column("age_to");
  const int rate = reader.column("per_year"), sex = table.column("sex"), year = table.column("year_from");
  static const std::vector<std::string> sexes = {"male", "female"};
  std::vector<std::string> known;
  if (name < 0) return rows;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::string& its_name = table.rows[row][static_cast<std::size_t>(name)];
    if (std::find(known.begin(), known.end(), its_name) == known.end()) known.push_back(its_name);
    if (its_name != event.value) continue;
    const auto filled = [&](int column) {
      return column >= 0 && !table.rows[row][static_cast<std::size_t>(column)].empty();
    };
    RateRow one;
    if (filled(year)) one.year_from = static_cast<int>(reader.integer(row, year, {.low = 1900, .high = 2200}));
    one.age_from = static_cast<int>(reader.integer(row, from, {.low = 0, .high = oldest_age}));
    one.age_to = static_cast<int>(reader.integer(row, to, {.low = 0, .high = oldest_age}));
    if (filled(sex)) {
      const int s = reader.label(row, sex, sexes);
      if (s >= 0) one.sex = static_cast<Sex>(s);
    }
    one.per_year = reader.number(row, rate, {.low = 0, .high = 365.25});
    rows.push_back(one);
  }
  if (rows.empty()) {
    issues.add(event.where, key, "table " + table.file + " has no rows for event " + quoted(event.value), {},
               did_you_mean(event.value, known));
  }
  return rows;
}

void read_lives(const Scenario& scenario, const Tables& tables, const Model& model, PopulationInput& input,
                Issues& issues) {
  const LivesSpec& spec = scenario.population.lives;
  const std::string key = "population.lives";
  const Table* table = table_of(tables, spec.table, key + ".table", issues);
  if (table == nullptr) return;
  LifeRules& rules = input.lives.emplace();
  rules.where = spec.where;
  rules.deaths = read_rates(*table, spec.deaths, key + ".deaths", issues);
  rules.births = read_rates(*table, spec.births, key + ".births", issues);
  rules.moves_within = read_rates(*table, spec.moves_within, key + ".moves_within", issues);
  rules.moves_between = read_rates(*table, spec.moves_between, key + ".moves_between", issues);
  rules.stays_in_region = settled(model, spec.stays_in_region);
  rules.keeps_place = settled(model, spec.keeps_place);
  rules.keeps_place_between = settled(model, spec.keeps_place_between);
  rules.trend = settled(model, spec.trend);
  rules.births_apart_days = static_cast<int>(std::ceil(spec.births_apart.value / static_cast<double>(one_day.ms)));
  // The last day of the run belongs to the last year of life.
  const std::int64_t from = input.population_date.value_or(input.start_date);
  const std::int64_t last = model.start_day + (model.horizon_ms - 1) / one_day.ms;
  rules.last_year = civil_from_days(from).year;
  while (birthday(from, rules.last_year + 1 - civil_from_days(from).year) <= last) ++rules.last_year;
  for (std::size_t a = 0, at = 0; a < scenario.attributes.size(); ++a) {
    const auto& [name, where, attribute] = scenario.attributes[a];
    if (attribute.kind == number_attribute) continue;
    AttributeRule& rule = input.attributes[at++];
    rule.at_birthdays = attribute.at_birthdays;
    rule.begins = read_rates(*table, attribute.begins, "attribute." + name + ".begins", issues);
    rule.ends = read_rates(*table, attribute.ends, "attribute." + name + ".ends", issues);
    const bool of_births = rule.kind == AttributeRule::Kind::before_birth && rule.time;
    if (of_births && spec.births_apart.where.line == 0)
      rules.births_apart_days =
          std::max(rules.births_apart_days, static_cast<int>(days_before_event(rule, 0xFFFF'FFFF)));
  }
}

// engine/model says what of it cannot be bound.
void read_score(const AttributeSpec& spec, const Model& model, std::size_t attribute, AttributeRule& rule) {
  for (const auto& [text, points] : spec.points) {
    const std::optional<LabelledAttribute> of = find_labelled_attribute(model, text);
    if (of) rule.points.push_back({model.attributes[of->attribute], of->label, settled(model, points)});
  }
  for (const Located<double>& from : spec.from_points) rule.first_points.push_back(from.value);
  const auto label_of = [&](const Name& label, std::uint8_t otherwise) {
    const auto at = place_of(model.attribute_labels[attribute], label.value);
    return at ? static_cast<std::uint8_t>(*at) : otherwise;
  };
  for (const auto& [name, where, spec_of_one] : spec.exceptions) {
    ScoreException exception;
    exception.at_least = label_of(spec_of_one.at_least, exception.at_least);
    exception.at_most = label_of(spec_of_one.at_most, exception.at_most);
    for (const auto& [other, labels] : spec_of_one.where) {
      ScoreException::Condition& condition = exception.conditions.emplace_back();
      condition.attribute = other;
      for (const Name& label : labels) {
        if (const auto of = find_labelled_attribute(model, other + "=" + label.value))
          condition.labels.push_back(of->label);
      }
    }
    rule.exceptions.push_back(std::move(exception));
  }
}

void read_attributes(const Scenario& scenario, const Tables& tables, const Model& model, PopulationInput& input,
                     Issues& issues) {
  const Table* table = table_of(tables, scenario.population.attributes, "population.attributes", issues);
  if (table == nullptr) return;
  for (const auto& [name, where, spec] : scenario.attributes) {
    if (spec.kind == number_attribute) continue;
    const std::string key = "attribute." + name;
    AttributeRule rule;
    rule.name = name;
    rule.kind =
        spec.kind == step_attribute ? AttributeRule::Kind::set_by_steps : static_cast<AttributeRule::Kind>(spec.kind);
    rule.where = where;
    for (const Located<double>& age : spec.from_age) rule.first_ages.push_back(static_cast<int>(age.value));
    if (rule.kind == AttributeRule::Kind::prevalence)
      rule.rows = read_prevalence(*table, spec.row, key + ".row", issues);
    const Index time = model.attribute_times[input.attributes.size()];
    if (time != none) rule.time = model.times[time];
    if (time != none) rule.time_factor = settled(model, spec.factor);
    read_score(spec, model, input.attributes.size(), rule);
    for (const auto& [other, odds] : spec.odds) rule.links.push_back({other, settled(model, odds)});
    for (const auto& [other, weight] : spec.basis)
      rule.basis.push_back({other, settled(model, weight), static_cast<int>(spec.basis_from_age.value)});
    rule.share = settled(model, spec.share);
    if (spec.age_factor.set)
      rule.age_factors = read_age_factors(spec.age_factor, settled(model, spec.age_factor.scale), scenario, tables,
                                          key + ".age_factor", issues);
    input.attributes.push_back(std::move(rule));
  }
}

// Wijken and municipalities that a table of places names and no region has. A municipality has a code and a name.
void check_wijken(const Scenario& scenario, const Tables& tables, const Table& places, Issues& issues) {
  const auto found = tables.find(scenario.population.wijken.value);
  if (found == tables.end()) return;
  const auto names_in = [&](std::initializer_list<const char*> columns) {
    std::set<std::string> names;
    for (const char* column : columns) {
      const int at = found->second.column(column);
      for (std::size_t row = 0; at >= 0 && row < found->second.rows.size(); ++row)
        names.insert(found->second.rows[row][static_cast<std::size_t>(at)]);
    }
    return names;
  };
  const std::pair<const char*, std::set<std::string>> all[] = {
      {"wijk", names_in({"wijk_code"})}, {"municipality", names_in({"municipality_code", "municipality"})}};
  for (const auto& [column, known] : all) {
    const int at = places.column(column);
    for (std::size_t row = 0; at >= 0 && row < places.rows.size(); ++row) {
      const std::string& name = places.rows[row][static_cast<std::size_t>(at)];
      if (name.empty() || known.contains(name)) continue;
      issues.add(places.where(row, at), column, "unknown " + std::string(column) + " " + quoted(name),
                 "no region has it", did_you_mean(name, std::vector<std::string>(known.begin(), known.end())));
    }
  }
}

// Rosters of a scope in hours in which all its places in the region are closed: nobody would work them.
void check_rosters(const Scenario& scenario, const Model& model, std::size_t scope, const ScopeRule& rule,
                   const Name& places, Issues& issues) {
  const auto open = [&](const std::string& place, const DaySchedule& asked) {
    return std::all_of(model.scopes[scope].hours.begin(), model.scopes[scope].hours.end(), [&](const auto& its) {
      return its.first != place || open_throughout(model.schedules[its.second], asked);
    });
  };
  for (std::size_t p = 0; p < model.pools.size() && !rule.place_names.empty(); ++p) {
    const PoolKind& pool = model.pools[p];
    if (pool.scope != scope) continue;
    const bool nowhere = std::any_of(pool.roster.parts.begin(), pool.roster.parts.end(), [&](const auto& part) {
      return part.per_100k > 0 && std::none_of(rule.place_names.begin(), rule.place_names.end(),
                                               [&](const std::string& place) { return open(place, part.hours); });
    });
    if (!nowhere) continue;
    issues.add(scenario.pools[p].item.roster.where, "pool." + pool.name + ".roster",
               "has hours in which all places of scope " + quoted(rule.name) + " are closed",
               "nobody would work them; column open of table " + quoted(places.value) + " says when each is open",
               "a place that is open in all hours of each part of the roster");
  }
}

// Which wijk of the region belongs to which place; places of other regions are left out.
void read_places(const Name& name, const std::string& key, const Tables& tables, const PopulationInput& input,
                 ScopeRule& rule, Issues& issues) {
  const Table* table = table_of(tables, name, key, issues);
  if (table == nullptr) return;
  TableReader reader(*table, issues);
  const int place = reader.column("place"), wijk = table->column("wijk"), municipality = table->column("municipality");
  if (wijk < 0 && municipality < 0) {
    issues.add({table->file, 1, 0}, "municipality", "is no column of the table, and neither is wijk",
               "one of them says who belongs to a place");
  }
  if (place < 0 || (wijk < 0 && municipality < 0)) return;
  std::map<std::string, std::size_t> of_wijk, of_municipality;  // -> row
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto cell = [&](int column) {
      return column < 0 ? std::string() : table->rows[row][static_cast<std::size_t>(column)];
    };
    const std::string own = cell(wijk), whole = cell(municipality);
    const int column = own.empty() ? municipality : wijk;
    if (own.empty() == whole.empty()) {
      issues.add(table->where(row, -1), "place",
                 own.empty() ? "names neither wijk nor municipality" : "names a wijk and a municipality",
                 "a row is about one of them");
    } else if (!(own.empty() ? of_municipality : of_wijk).emplace(own.empty() ? whole : own, row).second) {
      issues.add(table->where(row, column), own.empty() ? "municipality" : "wijk", "stands there twice",
                 "it belongs to one place");
    }
  }
  std::map<std::string, std::vector<std::string>> wijken_of;  // place -> wijken
  const auto row_of = [&](const WijkCount& one) {
    const auto in = [&](const std::map<std::string, std::size_t>& rows, const std::string& text) {
      const auto it = rows.find(text);
      return it == rows.end() ? std::optional<std::size_t>() : it->second;
    };
    std::optional<std::size_t> row = in(of_wijk, one.code);
    if (!row) row = in(of_municipality, one.municipality_code);
    if (!row) row = in(of_municipality, one.municipality);
    return row;
  };
  const bool named = std::any_of(input.wijken.begin(), input.wijken.end(),
                                 [&](const WijkCount& one) { return row_of(one).has_value(); });
  if (!named && rule.inhabitants_per_place >= 1) return;  // a table of other regions' places
  for (const WijkCount& one : input.wijken) {
    const std::optional<std::size_t> row = row_of(one);
    if (!row) {
      issues.add(name.where, key,
                 "table " + quoted(name.value) + " has no place for wijk " + one.code + " of " + one.municipality,
                 "every wijk of the region belongs to a place");
      return;
    }
    wijken_of[reader.text(*row, place)].push_back(one.code);
  }
  // Places stand in the order of the table.
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto found = wijken_of.find(table->rows[row][static_cast<std::size_t>(place)]);
    if (found == wijken_of.end()) continue;
    for (const std::string& code : found->second)
      rule.place_of[code] = static_cast<std::uint32_t>(rule.place_names.size());
    rule.place_names.push_back(found->first);
    wijken_of.erase(found);
  }
  if (rule.place_names.size() >= no_place) issues.add(name.where, key, "has too many places", "at most 65534 fit");
}

// Places of a list that stand in the region. A list of a part of them would enrol everyone there.
void read_real_places(const Name& name, const std::string& key, const Scenario& scenario, const Tables& tables,
                      const PopulationInput& input, ScopeRule& rule, Issues& issues) {
  constexpr double least = 0.75, most = 1.35;  // patients of the list, against those who enrol
  const Table* table = table_of(tables, name, key, issues);
  const auto wijken = tables.find(scenario.population.wijken.value);
  if (table == nullptr || wijken == tables.end()) return;
  const int code = wijken->second.column("wijk_code");
  if (code < 0) return;
  std::vector<std::string> all_wijken, of_region, classes;
  for (const std::vector<std::string>& row : wijken->second.rows)
    all_wijken.push_back(row[static_cast<std::size_t>(code)]);
  for (const WijkCount& wijk : input.wijken) of_region.push_back(wijk.code);
  std::sort(all_wijken.begin(), all_wijken.end());
  std::sort(of_region.begin(), of_region.end());
  for (const SizeClass& one : rule.size_classes) classes.push_back(one.name);
  TableReader reader(*table, issues);
  const int place = reader.column("place"), wijk = reader.column("wijk"), patients = reader.column("patients"),
            size_class = reader.column("size_class");
  if (place < 0 || wijk < 0 || patients < 0 || size_class < 0) return;
  std::map<std::string, std::size_t> row_of;
  double sum = 0;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    ScopeRule::RealPlace one;
    one.name = reader.text(row, place);
    one.wijk = reader.text(row, wijk);
    one.patients = reader.number(row, patients, {.low = 1, .high = 1e6});
    const int its_class = reader.label(row, size_class, classes);
    if (one.name.empty() || one.wijk.empty() || its_class < 0) continue;
    one.size_class = static_cast<std::uint32_t>(its_class);
    if (const auto [first, is_new] = row_of.emplace(one.name, row); !is_new) {
      issues.add(table->where(row, place), "place", quoted(one.name) + " stands there twice",
                 "the first is on line " + std::to_string(table->lines[first->second]));
    }
    if (!std::binary_search(all_wijken.begin(), all_wijken.end(), one.wijk)) {
      std::vector<std::string> like;
      for (const std::string& known : all_wijken) {
        if (known.compare(0, 4, one.wijk, 0, 4) == 0) like.push_back(known);
      }
      issues.add(table->where(row, wijk), "wijk", "unknown wijk " + quoted(one.wijk), {}, did_you_mean(one.wijk, like));
    }
    if (!std::binary_search(of_region.begin(), of_region.end(), one.wijk)) continue;
    sum += one.patients;
    rule.real_places.push_back(std::move(one));
  }
  if (rule.real_places.empty()) return;
  double persons = 0;
  for (const WijkCount& one : input.wijken) {
    for (const std::uint32_t n : one.persons) persons += n;
  }
  persons *= 1 - rule.share_not_enrolled;
  if (sum < least * persons || sum > most * persons) {
    const auto whole = [](double number) { return std::to_string(static_cast<std::int64_t>(number + 0.5)); };
    issues.add({table->file, 0, 0}, "patients",
               "places in region " + quoted(input.region) + " have " + whole(sum) + " patients, and " + whole(persons) +
                   " persons enrol there",
               "all of them enrol at the places of the list", "Write all places of the region, or none");
  }
  if (rule.real_places.size() >= no_place) issues.add(name.where, key, "has too many places", "at most 65534 fit");
}

}  // namespace

PopulationInput read_population_input(const Scenario& scenario, const Tables& tables, const Model& model,
                                      const std::string& region, Issues& issues) {
  return read_population_input(scenario, tables, model, RegionArea{region, region, {}, region}, issues);
}

PopulationInput read_population_input(const Scenario& scenario, const Tables& tables, const Model& model,
                                      const RegionArea& region, Issues& issues) {
  PopulationInput input;
  input.region = region.code;
  if (const Table* wijken = table_of(tables, scenario.population.wijken, "population.wijken", issues)) {
    read_wijken(*wijken, region, input, issues);
    if (input.wijken.empty())
      issues.add({wijken->file, 0, 0}, "region_code", "has no wijken of region " + quoted(region.code));
  }
  if (const Table* projection = table_of(tables, scenario.population.projection, "population.projection", issues)) {
    read_projection(*projection, input, issues);
  }
  read_attributes(scenario, tables, model, input, issues);
  read_numbers(scenario, tables, model, input, issues);
  for (const auto& [name, where, spec] : scenario.needs) {
    input.needs.push_back({.name = name,
                           .shape = settled(model, spec.shape),
                           .correlated_with = spec.correlated_with.value,
                           .correlation = settled(model, spec.correlation),
                           .multiplied_by = spec.raised_by.value,
                           .multiplier = settled(model, spec.raise),
                           .persistence = settled(model, spec.persistence),
                           .where = where});
  }
  for (std::size_t s = 1; s < model.scopes.size(); ++s) {
    const Model::Scope& scope = model.scopes[s];
    Location where;
    Name places;
    for (const auto& spec : scenario.scopes) {
      if (spec.name != scope.name) continue;
      where = spec.where;
      places = spec.item.places;
    }
    ScopeRule rule;
    rule.name = scope.name;
    rule.kind = scope.enrolment ? ScopeRule::Kind::enrolment : ScopeRule::Kind::catchment;
    for (std::size_t c = 0; c < scope.size_names.size(); ++c)
      rule.size_classes.push_back({scope.size_names[c], scope.size_shares[c], scope.size_inhabitants[c]});
    rule.share_not_enrolled = scope.not_enrolled;
    rule.own_wijk_weight = scope.own_wijk_weight;
    rule.size_cv = scope.size_cv;
    for (const Model::Scope::Preference& p : scope.preferences)
      rule.preferences.push_back({p.name, p.attribute, p.labels, p.cv, where});
    rule.inhabitants_per_place = scope.inhabitants;
    rule.where = where;
    if (!places.value.empty() && scope.enrolment) {
      read_real_places(places, "scope." + scope.name + ".places", scenario, tables, input, rule, issues);
    } else if (!places.value.empty()) {
      read_places(places, "scope." + scope.name + ".places", tables, input, rule, issues);
      if (const auto table = tables.find(places.value); table != tables.end())
        check_wijken(scenario, tables, table->second, issues);
      check_rosters(scenario, model, s, rule, places, issues);
    }
    input.scopes.push_back(std::move(rule));
  }
  input.start_date = model.start_day;
  input.population_date = model.start_day + model.warm_up_ms / one_day.ms;
  if (scenario.population.lives.set) read_lives(scenario, tables, model, input, issues);
  return input;
}

}  // namespace draagkracht
