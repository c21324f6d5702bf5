/** Simulates whole runs in virtual time, with faults that a seed decides, and checks the dataset's guarantees. */
@org.jspecify.annotations.NullMarked
package io.commitlake.simulation;
