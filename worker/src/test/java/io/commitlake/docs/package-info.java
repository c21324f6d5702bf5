/** Tests of the documents in the repository: their links lead somewhere, and they match the program. */
@NullMarked
package io.commitlake.docs;

import org.jspecify.annotations.NullMarked;
