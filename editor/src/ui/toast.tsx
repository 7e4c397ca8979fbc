import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import classes from './toast.module.css';

export interface ToastOptions {
  text: string;
  icon?: ReactNode;
  /** One action; doing it closes the toast. */
  action?: { label: string; run: () => void };
  /** How long it stays, in seconds; 6 unless told. It stays while pointed at or focused. */
  seconds?: number;
  /** Failures interrupt a screen reader, good news waits. */
  urgent?: boolean;
}

type Show = (toast: ToastOptions) => void;
const ToastContext = createContext<Show>(() => undefined);

/** Shows one toast at a time, bottom centre; a newer one replaces it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<ToastOptions & { id: number }>();
  const next = useRef(0);
  const show = useCallback<Show>((options) => {
    next.current += 1;
    setToast({ ...options, id: next.current });
  }, []);
  const close = useCallback(() => setToast(undefined), []);
  return (
    <ToastContext.Provider value={show}>
      {children}
      {createPortal(
        <div className={classes.place}>
          <div aria-live="polite">
            {toast && !toast.urgent && <Toast key={toast.id} toast={toast} onClose={close} />}
          </div>
          <div aria-live="assertive">{toast?.urgent && <Toast key={toast.id} toast={toast} onClose={close} />}</div>
        </div>,
        document.body,
      )}
    </ToastContext.Provider>
  );
}

/** Gives the function that shows a toast. */
export function useToast(): Show {
  return useContext(ToastContext);
}

function Toast({ toast, onClose }: { toast: ToastOptions; onClose: () => void }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(onClose, (toast.seconds ?? 6) * 1000);
    return () => clearTimeout(timer);
  }, [held, onClose, toast.seconds]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it or focusing its button only keeps it open
    <div className={classes.toast} {...hold} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      {toast.icon}
      <span>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={classes.action}
          onClick={() => {
            toast.action?.run();
            onClose();
          }}
        >
          {toast.action.label}
        </button>
      )}
    </div>
  );
}
