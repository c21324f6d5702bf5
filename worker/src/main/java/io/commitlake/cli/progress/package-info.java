/** Shows progress: bars in a terminal, lines in a log. */
@NullMarked
package io.commitlake.cli.progress;

import org.jspecify.annotations.NullMarked;
