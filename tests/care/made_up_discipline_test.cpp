// Disciplines that the care model does not have, each added by one file and rows of tables (made_up/): one of its own,
// which leaves what practice and post do as it was to the bit, and one to whom the practice sends its contacts.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <set>

#include "engine/io/csv.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Both runs count whom the practice sends to paramedical care.
const std::string counted = R"(
[tally.paramedisch]
by = ["reason"]
[[pathway.hulpvraag.step]]
name = "verwezen_paramedisch"
counts = ["paramedisch"]
)";
constexpr double referred_share = 0.4;

CareSetting setting() { return {.share = 0.1, .warm_up_weeks = 2, .weeks = 16}; }

CareRun with_logopedie(double share = referred_share) {
  CareSetting made_up = setting();
  made_up.files["staffing.csv"] = shipped("data/care/staffing.csv") +
                                  "logopedist,1.95,46.8,0.87,0.58,,,,,,,assumed,own_judgement,made up\n"
                                  "logopedie_assistent,1.2,30,0.87,0.7,,,,,,,assumed,own_judgement,made up\n";
  made_up.files["service_times.csv"] = shipped("data/care/service_times.csv") +
                                       "logopedie_zitting,logopedist,27,0.25,lognormal,24,30,assumed,own_judgement,\n"
                                       "logopedie_zitting,logopedie_assistent,30,0.25,lognormal,27,33,assumed,"
                                       "own_judgement,\n";
  made_up.files["referral.csv"] = shipped("data/care/referral.csv") + "bewegingsapparaat,logopedie," +
                                  std::to_string(share) + ",,,assumed,own_judgement,made up\n";
  const std::string rows =
      "table.staffing.file = \"staffing.csv\"\ntable.service_times.file = \"service_times.csv\"\n"
      "table.referral.file = \"referral.csv\"\n";
  return CareRun(made_up, rows + shipped("tests/care/made_up/logopedie.toml") + counted);
}

const CareRun& with() {
  static const CareRun run = with_logopedie();
  return run;
}

// Totals over everything that goes on in the region.
const std::set<std::string> of_all = {"requests_ended",          "requests_ended_by_year", "requests_entered_whole_run",
                                      "requests_left_whole_run", "requests_in_progress",   "timed_events_whole_run"};

// The position of each label of `inner` among those of `outer`, the numbers being equal; empty if one is not there.
std::vector<std::size_t> places_in(const ResultDimension& outer, const ResultDimension& inner) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const auto at = [&](const auto& all, const auto& one) {
      return static_cast<std::size_t>(std::find(all.begin(), all.end(), one) - all.begin());
    };
    const std::size_t place =
        inner.labels.empty() ? at(outer.numbers, inner.numbers[i]) : at(outer.labels, inner.labels[i]);
    if (place == outer.size()) return {};
    places.push_back(place);
  }
  return places;
}

// Whether a variable of `without` has the same bits in `with` wherever the labels are the same.
bool same_where_known(const CareRun& without, const CareRun& with, const ResultVariable& variable) {
  const ResultVariable* other = with.schema().variable(variable.name);
  if (other == nullptr || other->dimensions != variable.dimensions) return false;
  std::vector<std::size_t> cells = {0};  // of the other, in the order of this one
  for (const std::string& dimension : variable.dimensions) {
    const ResultDimension& outer = *with.schema().dimension(dimension);
    std::vector<std::size_t> next;
    for (const std::size_t cell : cells) {
      for (const std::size_t place : places_in(outer, *without.schema().dimension(dimension)))
        next.push_back(cell * outer.size() + place);
    }
    cells = std::move(next);
  }
  if (cells.size() != variable.size) return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double a = without.payload()[variable.offset + i], b = with.payload()[other->offset + cells[i]];
    if (std::bit_cast<std::uint64_t>(a) != std::bit_cast<std::uint64_t>(b)) return false;
  }
  return true;
}

std::set<std::string> differing(const CareRun& without, const CareRun& with) {
  std::set<std::string> names;
  for (const ResultVariable& variable : without.schema().variables) {
    if (!same_where_known(without, with, variable)) names.insert(variable.name);
  }
  return names;
}

}  // namespace

TEST_CASE("A made-up discipline works: people come and are sent, are seen, by others too, and it is told") {
  const CareRun& run = with();
  CHECK(nothing_lost(run));
  // Sent by the practice as the rows say: from one reason, a share of its referrals.
  const double referred = run("paramedisch[reason=bewegingsapparaat]");
  CHECK(referred > 50);
  CHECK(run("logopedie_verwezen") == run("logopedie_verwezen[reason=bewegingsapparaat]"));
  CHECK(is_share_of(run("logopedie_verwezen"), referred, referred_share));
  CHECK(run("logopedie_verwezen") > 0);
  // Some come by themselves: more are helped than were sent.
  CHECK(run("requests_ended[outcome=geholpen_logopedie]") > 2 * run("logopedie_verwezen"));
  CHECK(run("requests_ended[outcome=logopedie_vol]") == 0);
  // A share of the sessions goes to the assistant, of which a tenth is done again.
  const double sessions = run("logopedie_zittingen");
  CHECK(sessions > 2 * run("requests_ended[outcome=geholpen_logopedie]"));
  CHECK(run("logopedie_zittingen[behandelaar=logopedie_assistent]") > 0);
  CHECK(run("reallocated_contacts[reallocation=zitting_naar_assistent]") ==
        run("logopedie_zittingen[behandelaar=logopedie_assistent]"));
  CHECK(run("logopedie_toegang_count") > 0);
  CHECK(run("load[load_group=logopedie]") > 0);
  CHECK(run("pool_load[pool=logopedist]") > 0);
  CHECK(run("pool_load[pool=logopedie_assistent]") > 0);
}

TEST_CASE("What practice and post do is the same to the bit with a further discipline") {
  const CareRun without(setting(), counted);
  REQUIRE(without.schema().variables.size() > 100);
  CHECK(differing(without, with()) == of_all);
  // Twin: the same comparison finds another reallocation, of tasks of the practice.
  const CareRun other(setting(),
                      counted + "[lever.x]\nparameter = \"vs_pa_share\"\noperation = \"set\"\nvalue = 0.2\n");
  CHECK(differing(other, with()).size() > 20);
}

TEST_CASE("Without a row nobody is sent to a further discipline") {
  const CareRun run = with_logopedie(0);
  CHECK(run("logopedie_verwezen") == 0);
  CHECK(run("requests_ended[outcome=geholpen_logopedie]") > 0);
}

namespace {

// The rows of a table, with the share of one discipline for a reason divided between it and another.
std::string with_half_to(const std::string& table, const std::string& reason, const std::string& from,
                         const std::string& to) {
  const Table shares = parse_csv(shipped(table), table);
  std::string text;
  const auto line_of = [](const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + cell;
    return line + '\n';
  };
  text = line_of(shares.columns);
  for (std::vector<std::string> cells : shares.rows) {
    if (cells[0] != reason || cells[1] != from) {
      text += line_of(cells);
      continue;
    }
    cells[2] = std::to_string(std::stod(cells[2]) / 2);
    text += line_of(cells);
    cells[1] = to;
    text += line_of(cells);
  }
  return text;
}

}  // namespace

TEST_CASE("One more in the practice is sent its share of contacts, and helps all whom it sees") {
  CareSetting made_up = setting();
  made_up.files["staffing.csv"] =
      shipped("data/care/staffing.csv") + "poh_jeugd,1,20,0.86,0.8,,,,,,,assumed,own_judgement,made up\n";
  made_up.files["service_times.csv"] = shipped("data/care/service_times.csv");
  made_up.files["contact_type.csv"] = shipped("data/care/contact_type.csv");
  for (const auto& [form, share] : {std::pair("consult_kort", "0.75"), std::pair("telefonisch", "0.25")}) {
    made_up.files["service_times.csv"] +=
        std::string(form) + ",poh_jeugd,20,0.3,lognormal,15,25,assumed,own_judgement,\n";
    made_up.files["contact_type.csv"] +=
        "psychisch,poh_jeugd," + std::string(form) + ',' + share + ",assumed,own_judgement\n";
  }
  made_up.files["discipline_by_reason.csv"] =
      with_half_to("data/care/discipline_by_reason.csv", "psychisch", "poh_ggz", "poh_jeugd");
  const std::string rows =
      "table.staffing.file = \"staffing.csv\"\ntable.service_times.file = \"service_times.csv\"\n"
      "table.contact_type.file = \"contact_type.csv\"\ntable.discipline_by_reason.file = "
      "\"discipline_by_reason.csv\"\n";
  const CareRun run(made_up, rows + shipped("tests/care/made_up/poh_jeugd.toml"));
  CHECK(nothing_lost(run));
  const double seen = run("contacts[discipline=poh_jeugd]");
  CHECK(seen > 200);
  CHECK(run("requests_ended[outcome=geholpen_poh_jeugd]") == seen);  // only the huisarts refers
  CHECK(run("contacts[discipline=poh_jeugd, contact_type=consult_kort|telefonisch]") == seen);
  CHECK(is_share_of(run("contacts[discipline=poh_jeugd, contact_type=telefonisch]"), seen, 0.25));
  CHECK(run("pool_load[pool=poh_jeugd]") > 0);
}
