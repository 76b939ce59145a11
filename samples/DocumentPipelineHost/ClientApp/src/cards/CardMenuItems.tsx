import { DropdownMenu } from 'radix-ui';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import '../styles/menus.css';

export interface MenuAction {
  readonly key: string;
  readonly label: string;
  readonly href?: string;
  readonly onSelect?: () => void;
}

/** The menu behind "…", open when it is first drawn: it is loaded when somebody asks for it. */
export default function CardMenuItems({
  label,
  actions,
}: {
  label: string;
  actions: readonly MenuAction[];
}): ReactNode {
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className="button button-icon" aria-label={label}>
        <Ellipsis size={18} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {actions.map(({ key, label: text, href, onSelect }) => (
            <DropdownMenu.Item
              key={key}
              className="menu-item"
              data-action={key}
              asChild={href !== undefined}
              {...(onSelect ? { onSelect } : {})}
            >
              {href === undefined ? text : <a href={href}>{text}</a>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
