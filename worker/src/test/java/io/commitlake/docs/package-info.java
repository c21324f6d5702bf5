/** The documents in the repository: their links lead somewhere, and they name what the program has. */
@NullMarked
package io.commitlake.docs;

import org.jspecify.annotations.NullMarked;
