#include "tools/trace_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/des/calendar.h"
#include "engine/io/file_error.h"
#include "engine/model/compile.h"
#include "engine/model/run_calendar.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/quantity.h"
#include "tools/json_text.h"
#include "tools/plan_folder.h"

namespace draagkracht {

namespace po = boost::program_options;

namespace {

// More in one file are refused: about 1 GB.
constexpr std::size_t most_records = 5'000'000;

constexpr std::array<const char*, 9> names_of_what = {"enters",      "reaches", "joins",  "quits", "starts",
                                                      "interrupted", "ends",    "leaves", "duty"};

bool is_told(const std::string& file) { return file.ends_with(".txt"); }
bool is_json(const std::string& file) { return file.ends_with(".jsonl"); }

std::string in_csv(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string all = "\"";
  for (const char c : text) all += c == '"' ? std::string("\"\"") : std::string(1, c);
  return all + '"';
}

// Seconds since counting began, to the millisecond.
std::string seconds_text(std::int64_t ms) {
  const std::int64_t size = ms < 0 ? -ms : ms;
  return fmt::format("{}{}.{:03}", ms < 0 ? "-" : "", size / 1000, size % 1000);
}

// The date, or without dates the day of the week and how many weeks went before in the run; and the time of day.
std::string clock_text(const Model& model, bool dated, std::int64_t at) {
  static constexpr std::array<const char*, 7> weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const std::int64_t day = at / one_day.ms, ms = at % one_day.ms;
  const std::string date = dated ? date_text(model.start_day + day)
                                 : fmt::format("week {} {}", day / 7, weekdays[static_cast<std::size_t>(day % 7)]);
  return fmt::format("{} {:02}:{:02}:{:02}.{:03}", date, ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

std::string identity_text(std::uint64_t identity) { return identity == 0 ? "" : fmt::format("{:016x}", identity); }

// A date or a time since counting began, as ms of a run of this scenario.
std::int64_t moment_of(const std::string& text, const char* option, const Model& model, const Scenario& scenario,
                       Issues& issues) {
  if (const std::int64_t date = parse_date(text); date >= 0) {
    if (is_dated(scenario.run)) return (date - model.start_day) * one_day.ms;
    issues.add({}, option, fmt::format("is a date, and scenario \"{}\" has none", scenario.name.value),
               "without run.start no day of the run is a date", "Give a time since counting began, such as \"3 h\"");
    return 0;
  }
  if (const std::optional<double> ms = parse_quantity(text, Dimension::time)) {
    return model.warm_up_ms + static_cast<std::int64_t>(*ms);
  }
  issues.add({}, option, "is neither a date nor a time: " + draagkracht::quoted(text), {},
             "Give a date such as 2024-03-01, or a time since counting began such as \"3 h\"");
  return 0;
}

std::uint32_t person_number(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == nobody)
    throw UsageError("--trace-person must be the number of a person, not " + draagkracht::quoted(text));
  return number;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The conditions of --trace-where, "variable=label|label,...".
std::vector<Sentence::Condition> conditions_of(const std::string& text, const Model& model, Issues& issues) {
  std::vector<Sentence::Condition> conditions;
  if (text.empty()) return conditions;
  for (const std::string& part : split(text, ',')) {
    const std::string name = part.substr(0, part.find('='));
    Sentence::Condition condition;
    condition.source = source_named(model, name);
    if (condition.source.kind == LabelSource::constant || name.size() == part.size()) {
      std::vector<std::string> known = model.variables;
      known.insert(known.end(), model.attributes.begin(), model.attributes.end());
      issues.add({}, "--trace-where", "must be VARIABLE=LABEL or ATTRIBUTE=LABEL, not " + draagkracht::quoted(part), {},
                 did_you_mean(name, known));
      continue;
    }
    const std::vector<std::string>& labels = labels_of(model, condition.source);
    for (const std::string& label : split(part.substr(name.size() + 1), '|')) {
      const auto at = std::find(labels.begin(), labels.end(), label);
      if (at == labels.end()) {
        issues.add({}, "--trace-where", "unknown label " + draagkracht::quoted(label) + " of " + name, {},
                   did_you_mean(label, labels));
      } else {
        condition.labels.push_back(static_cast<std::uint8_t>(at - labels.begin()));
      }
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace

void add_trace_options(CommandLine& line) {
  line.add_options()("trace", po::value<std::string>()->value_name("FILE"),
                     "also write what happens to single requests, to FILE.csv or FILE.jsonl; or tell it to people in "
                     "the model's own words, in FILE.txt")(
      "trace-share", po::value<double>()->value_name("SHARE"),
      "with --trace: of this share of the requests, with all that they spawn (default 1)")(
      "trace-pool", po::value<std::string>()->value_name("NAME"), "with --trace: only what happens at this pool")(
      "trace-place", po::value<std::string>()->value_name("NAME"),
      "with --trace: only what happens at pools of this place")(
      "trace-from", po::value<std::string>()->value_name("D"),
      "with --trace: from this date, or this time since counting began, on")(
      "trace-to", po::value<std::string>()->value_name("D"), "with --trace: before this date or time")(
      "trace-person", po::value<std::string>()->value_name("N"),
      "with --trace FILE.txt: only what happens to this person, a number of a trace FILE.csv")(
      "trace-where", po::value<std::string>()->value_name("X=A|B,..."),
      "with --trace FILE.txt: only requests that had these labels of variables or attributes at some moment")(
      "trace-true", "with --trace FILE.txt: also what the model hides");
}

std::optional<TraceRequest> trace_request(const CommandLine& line) {
  if (!line.has("trace")) {
    for (const char* other : {"trace-share", "trace-pool", "trace-place", "trace-from", "trace-to", "trace-person",
                              "trace-where", "trace-true"}) {
      if (line.has(other)) throw UsageError(fmt::format("--{} goes with --trace FILE", other));
    }
    return {};
  }
  TraceRequest request;
  request.file = line.text("trace");
  request.pool = line.text("trace-pool");
  request.place = line.text("trace-place");
  request.share = line.number("trace-share").value_or(1);
  request.from = line.text("trace-from");
  request.to = line.text("trace-to");
  request.where = line.text("trace-where");
  request.hidden = line.has("trace-true");
  if (line.has("trace-person")) request.person = person_number(line.text("trace-person"));
  if (!is_json(request.file) && !is_told(request.file) && !request.file.ends_with(".csv"))
    throw UsageError("--trace writes FILE.csv, FILE.jsonl or FILE.txt, not \"" + request.file + '"');
  for (const char* other : {"trace-person", "trace-where", "trace-true"}) {
    if (line.has(other) && !is_told(request.file))
      throw UsageError(fmt::format("--{} goes with --trace FILE.txt", other));
  }
  if (!(request.share > 0 && request.share <= 1)) throw UsageError("--trace-share must be above 0 and at most 1");
  return request;
}

TraceFile::TraceFile(const TraceRequest& request, const ExperimentPlan& plan, Issues& issues)
    : request_(request), plan_(plan) {
  std::vector<std::string> pools;
  bool known = request.pool.empty();
  for (std::size_t s = 0; s < plan.experiment.models.size(); ++s) {
    const Model& model = plan.experiment.models[s];
    TraceChoice choice;
    choice.share = request.share;
    choice.place = request.place;
    choice.most = most_records;
    const Scenario& scenario = plan.files[s].scenario;
    if (!request.from.empty()) choice.from = moment_of(request.from, "--trace-from", model, scenario, issues);
    if (!request.to.empty()) choice.to = moment_of(request.to, "--trace-to", model, scenario, issues);
    if (!request.from.empty() && !request.to.empty() && choice.from >= choice.to && issues.empty())
      issues.add({}, "--trace-to", "is not after --trace-from", "nothing would be written");
    for (Index pool = 0; pool < model.pools.size(); ++pool) {
      if (std::find(pools.begin(), pools.end(), model.pools[pool].name) == pools.end())
        pools.push_back(model.pools[pool].name);
      if (model.pools[pool].name == request.pool) choice.pool = pool;
    }
    known = known || choice.pool != none;
    if (!request.pool.empty() && choice.pool == none) choice.share = 0;  // a scenario that lacks the pool
    if (is_told(request.file)) choose_what_is_told(model, scenario, choice, issues);
    choices_.push_back(std::move(choice));
  }
  if (!known)
    issues.add({}, "--trace-pool", "unknown pool " + draagkracht::quoted(request.pool), {},
               did_you_mean(request.pool, pools));
}

// Of what is told all requests are followed, and a while longer: how things stand concerns those who are not told, too.
void TraceFile::choose_what_is_told(const Model& model, const Scenario& scenario, TraceChoice& choice, Issues& issues) {
  if (scenario.telling.sentences.empty()) {
    issues.add(scenario.name.where, "trace.sentence", "is missing, and --trace FILE.txt tells sentences",
               "the words of a told trace are the model's", "Write [trace.sentence.NAME], or name FILE.csv");
  }
  TellingChoice told;
  told.from = std::max(choice.from, model.warm_up_ms);
  told.to = std::min(choice.to, model.horizon_ms);
  told.pool = choice.pool;
  told.place = std::exchange(choice.place, {});
  told.person = request_.person.value_or(nobody);
  told.where = conditions_of(request_.where, model, issues);
  told.hidden = request_.hidden;
  choice.pool = none;
  choice.from = told.from - untold_before_ms;
  choice.to = told.to;
  choice.duty = true;
  told_.push_back(std::move(told));
  tellings_.push_back(telling_of(scenario, model, issues));
}

Tracing TraceFile::tracing() {
  return {choices_, [this](RunKey key, const Model& model, const Region& region, const Trace& trace) {
            take(key, model, region, trace);
          }};
}

std::string TraceFile::told_text(RunKey key, const Model& model, const Region& region, const Trace& trace) const {
  const bool dated = is_dated(plan_.files[key.scenario].scenario.run);
  const std::string heading = fmt::format("{} | {} | {}", plan_.frame.scenarios[key.scenario],
                                          plan_.frame.regions[key.region], key.replication + 1);
  return ToldTrace(tellings_[key.scenario], told_[key.scenario], model, region, trace, dated).text(heading);
}

std::string TraceFile::records_text(RunKey key, const Model& model, const Region& region, const Trace& trace) const {
  const bool dated = is_dated(plan_.files[key.scenario].scenario.run);
  const std::string& scenario = plan_.frame.scenarios[key.scenario];
  const std::string& region_name = plan_.frame.regions[key.region];
  std::string text;
  for (std::size_t i = 0; i < trace.records().size(); ++i) {
    const Trace::Record& record = trace.records()[i];
    const std::string step = record.step == none || record.step == 0 ? "" : model.step_names[record.step];
    const bool at_pool = record.pool != nobody;
    const std::string pool = at_pool ? model.pools[region.pools[record.pool].kind].name : "";
    const std::string place = at_pool ? place_of_pool(model, region, record.pool) : "";
    const char* const what = names_of_what[static_cast<std::size_t>(record.what)];
    const std::span<const std::uint8_t> labels = trace.labels(i);
    const std::string seconds = seconds_text(record.at - model.warm_up_ms);
    if (is_json(request_.file)) {
      Json line{{"seconds", static_cast<double>(record.at - model.warm_up_ms) / 1000},
                {"clock", clock_text(model, dated, record.at)},
                {"region", region_name},
                {"replication", key.replication + 1},
                {"scenario", scenario},
                {"request", identity_text(record.request)},
                {"parent", record.parent == 0 ? Json(nullptr) : Json(identity_text(record.parent))},
                {"person", record.person == nobody ? Json(nullptr) : Json(record.person)},
                {"step", step.empty() ? Json(nullptr) : Json(step)},
                {"event", what},
                {"pool", at_pool ? Json(pool) : Json(nullptr)},
                {"place", place.empty() ? Json(nullptr) : Json(place)},
                {"on_duty", at_pool ? Json(record.on_duty) : Json(nullptr)},
                {"busy", at_pool ? Json(record.busy) : Json(nullptr)},
                {"waiting", at_pool ? Json(record.waiting) : Json(nullptr)}};
      Json named = Json::object();
      for (std::size_t v = 0; v < labels.size(); ++v) named[model.variables[v]] = model.variable_labels[v][labels[v]];
      line["labels"] = std::move(named);
      text += line.dump() + '\n';
      continue;
    }
    std::string named;
    for (std::size_t v = 0; v < labels.size(); ++v)
      named += (v == 0 ? "" : ";") + model.variables[v] + '=' + model.variable_labels[v][labels[v]];
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},", seconds, clock_text(model, dated, record.at),
                        in_csv(region_name), key.replication + 1, in_csv(scenario), identity_text(record.request),
                        identity_text(record.parent), record.person == nobody ? "" : std::to_string(record.person),
                        step, what, pool, in_csv(place));
    text += at_pool ? fmt::format("{},{},{},", record.on_duty, record.busy, record.waiting) : ",,,";
    text += in_csv(named) + '\n';
  }
  return text;
}

void TraceFile::take(RunKey key, const Model& model, const Region& region, const Trace& trace) {
  std::string text =
      is_told(request_.file) ? told_text(key, model, region, trace) : records_text(key, model, region, trace);
  const std::lock_guard lock(mutex_);
  records_ += trace.records().size() + trace.lost();
  found_place_ = found_place_ || request_.place.empty() || trace.has_place(request_.place);
  if (records_ <= most_records) {
    lines_[{key.scenario, key.replication, key.region}] = std::move(text);
  } else {
    lines_.clear();  // it is not written
  }
}

void TraceFile::write() const {
  if (records_ > most_records) {
    throw Failure(
        fmt::format("{} would have {} records: at most {} are written. Take fewer with --trace-share, "
                    "--trace-pool, --trace-from or --trace-to",
                    request_.file, records_, most_records));
  }
  if (!found_place_)
    throw Failure("--trace-place: no region has a pool at a place " + draagkracht::quoted(request_.place));
  std::string all;
  if (!is_json(request_.file) && !is_told(request_.file))
    all =
        "seconds,clock,region,replication,scenario,request,parent,person,step,event,pool,place,on_duty,busy,waiting,"
        "labels\n";
  for (const auto& [key, text] : lines_) all += text;
  replace_file(request_.file, all);
}

}  // namespace draagkracht
