/** The commands. Each one only parses its arguments, calls a step and reports the result. */
@NullMarked
package io.commitlake.cli;

import org.jspecify.annotations.NullMarked;
