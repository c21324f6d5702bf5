/** Commits and the files they change, as every source of history supplies them. */
@NullMarked
package io.commitlake.model.commit;

import org.jspecify.annotations.NullMarked;
