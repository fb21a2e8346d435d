// The parts of a run's results. Each names or fills the variables of one kind, in their order; measure.cpp joins them.
#pragma once

#include <string>
#include <vector>

#include "engine/simulation/measure_sink.h"
#include "engine/simulation/measured_run.h"

namespace draagkracht {

void measure_labels(const Model& model, MeasureSink& sink);
void measure_people(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_enrolment(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_workforces(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_tallies(const Model& model, const MeasuredRun& run, MeasureSink& sink);
// What key figures ask for by name; nothing if none does.
void measure_asked(const Model& model, const MeasuredRun& run, MeasureSink& sink,
                   const std::vector<AskedFigure>& figures, const std::string& name, bool minutes);
void measure_waits(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_pools(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_occupancies(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_loads(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_loads_by_municipality(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_loads_by_week(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_flows(const Model& model, const MeasuredRun& run, MeasureSink& sink);
void measure_globals(const Model& model, const MeasuredRun& run, MeasureSink& sink);

}  // namespace draagkracht
