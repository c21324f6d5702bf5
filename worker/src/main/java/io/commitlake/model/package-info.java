/** The domain's values (commits, exports, claims, plans, repositories) as records that refuse bad values. */
@NullMarked
package io.commitlake.model;

import org.jspecify.annotations.NullMarked;
