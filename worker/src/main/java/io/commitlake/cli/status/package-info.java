/** The formats of {@code commitlake status}. */
@NullMarked
package io.commitlake.cli.status;

import org.jspecify.annotations.NullMarked;
