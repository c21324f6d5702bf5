/** A commit and the files it changed, as every source of history gives them. */
@NullMarked
package io.commitlake.model.commit;

import org.jspecify.annotations.NullMarked;
