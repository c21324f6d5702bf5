/** A catalog of Iceberg tables in a database, as Iceberg's own libraries use it, for the simulation. */
@org.jspecify.annotations.NullMarked
package io.commitlake.simulation.catalog;
