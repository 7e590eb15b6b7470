import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';

/** The tab of a link comes after all others, and so far to the right it would not be seen. */
export function ActiveTab() {
  const id = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id);
  useEffect(() => {
    const tab = document.querySelector('.graphiql-tab-active');
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [id]);
  return null;
}
