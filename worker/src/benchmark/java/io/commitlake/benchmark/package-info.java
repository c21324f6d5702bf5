/**
 * Measures single parts of an export by JMH, on a real history. {@code make benchmark} compiles and runs them; the build
 * and the tests do neither.
 */
@NullMarked
package io.commitlake.benchmark;

import org.jspecify.annotations.NullMarked;
