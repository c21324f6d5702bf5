/** A real PostgreSQL server that follows a simulation's clock, and its rows in the form of the store's records. */
@org.jspecify.annotations.NullMarked
package io.commitlake.simulation.postgres;
