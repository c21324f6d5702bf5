/** Git objects as bytes: parses commits, computes the SHAs of objects and decodes their text. */
@NullMarked
package io.commitlake.history.object;

import org.jspecify.annotations.NullMarked;
