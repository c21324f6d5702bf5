/** History by GitHub's REST and GraphQL: believed where it can be proved or is known to be git's own, else git is asked. */
@NullMarked
package io.commitlake.history.api;

import org.jspecify.annotations.NullMarked;
