/** Outputs and logs that show no known secret. */
@NullMarked
package io.commitlake.cli.output;

import org.jspecify.annotations.NullMarked;
