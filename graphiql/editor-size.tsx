import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';

const FONT_PX = 13;

/** GraphiQL fixes the size of its editors; a query over three sources is wide. */
export function EditorSize() {
  const editors = useGraphiQL((state) => [
    state.queryEditor,
    state.variableEditor,
    state.headerEditor,
    state.responseEditor,
  ]);
  useEffect(() => {
    for (const editor of editors)
      editor?.updateOptions({ fontSize: FONT_PX, scrollBeyondLastColumn: 0 });
  }, [editors]);
  return null;
}
