# Reads the sample result file with ncdf4 and checks names, units, order of dimensions and known values.
library(ncdf4)
file <- nc_open(commandArgs(trailingOnly = TRUE)[1])

# ncdf4 hands on the bytes of the file; that they are UTF-8 R has to be told where the locale is another.
texts <- function(name) {
  values <- c(ncvar_get(file, name))
  Encoding(values) <- "UTF-8"
  values
}

stopifnot(identical(texts("scenario"), c("baseline", "guidance")))
stopifnot(identical(texts("region_name"), c("Twente", "Frysl\u00e2n")))
stopifnot(file$dim$replication$unlim, !file$dim$draw$unlim)

# R turns dimensions round: discipline, period, region, replication, draw, scenario.
contacts <- ncvar_get(file, "contacts")
stopifnot(identical(dim(contacts), c(3L, 2L, 2L, 3L, 2L, 2L)))
stopifnot(contacts[3, 2, 2, 2, 2, 2] == 1111 + 5 / 32)
stopifnot(is.na(contacts[2, 1, 1, 1, 1, 1]))
stopifnot(all(is.na(contacts[, , 1, 3, 1, 2])))
stopifnot(ncatt_get(file, "mean_wait", "units")$value == "min")
stopifnot(ncatt_get(file, 0, "complete")$value == 0)

stopifnot(identical(texts("distributions/discipline"), c("huisarts", "poh_s", "co\u00f6rdinator")))
histogram <- ncvar_get(file, "distributions/wait_histogram")
stopifnot(identical(dim(histogram), c(4L, 3L, 2L, 3L, 2L, 2L)))
stopifnot(histogram[1, 1, 1, 1, 1, 1] == 6 / 32)

stopifnot(ncvar_get(file, "n_replications")[1, 1, 2] == 2)
stopifnot(sum(ncvar_get(file, "finished")) == 23)
stopifnot(startsWith(ncvar_get(file, "provenance/scenario_text")[2], "name = \"guidance\"\n"))
nc_close(file)
cat("R ncdf4: ok\n")
