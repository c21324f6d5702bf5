/** Fetches commits from a server, and keeps what was fetched for the next export. */
@NullMarked
package io.commitlake.history.git.clone;

import org.jspecify.annotations.NullMarked;
