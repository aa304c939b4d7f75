// The story of an entity: what the page knows of it from the feed.

/** The events that name an entity, the oldest first. */
export async function storyOf(entity, feed) {
  return feed.newest().filter((event) => event.entity === entity || event.about.includes(entity)).reverse();
}
