import { useEffect, useState } from 'preact/hooks';
import { goTo, useWorkbench } from '../state/workbench.ts';
import { isolated, number, texts } from '../texts/index.ts';
import '../styles/drop.css';

/** Opens a file that is dropped anywhere on the page, which the browser would else show in the page's place. */
export function DropAnywhere() {
  const { store, tables, announce } = useWorkbench();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(false);
      const files = [...event.dataTransfer.files];
      if (files.length === 0) {
        announce(texts.data.noFile, true);
        return;
      }
      if (files.length > 1)
        announce(texts.data.oneFile(isolated(files[0].name), number(files.length - 1)), true);
      goTo(store, 'data');
      void tables.openBytes('file', files[0].name, files[0]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [store, tables, announce]);
  return isOver ? <p class="drop-now">{texts.data.dropNow}</p> : null;
}
