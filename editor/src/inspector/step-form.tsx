import { IconChevronRight } from '@tabler/icons-react';
import type { GraphNode } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { holds } from '@trellis/shared/node/when.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { portsOf } from '../store/catalog-index.ts';
import { setConfig } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Field } from './field.tsx';
import classes from './inspector.module.css';
import { asFieldSchema, fieldsOf, type NamedField, titleOf } from './schema.ts';
import { StepProvider } from './step-context.ts';

interface Props {
  node: GraphNode;
  description: NodeDescription;
  problems: readonly Diagnostic[];
}

/** The form of a step, drawn from its type's JSON Schema. Each field's typing is one change for undo. */
export function StepForm({ node, description, problems }: Props) {
  const { t } = useTranslation();
  const editor = useEditor();
  const [more, setMore] = useState(false);
  // Fields that are not filled in take their defaults, also where they decide which other fields are shown.
  const config = { ...description.initial, ...node.config };
  const fields = fieldsOf(asFieldSchema(description.schema)).filter(
    ({ schema }) => schema.when === undefined || holds(schema.when, config),
  );
  const plain = fields.filter(({ schema }) => !schema.advanced);
  const advanced = fields.filter(({ schema }) => schema.advanced);

  const change = (name: string, value: unknown) =>
    editor.run(
      (graph) => {
        const present = graph.nodes.find((one) => one.id === node.id)?.config ?? node.config;
        const { [name]: _, ...rest } = present;
        return setConfig(graph, node.id, value === undefined ? rest : { ...present, [name]: value });
      },
      { group: `config ${node.id} ${name}` },
    );
  const draw = (field: NamedField, index: number) => (
    <Field
      key={field.name}
      field={field}
      config={config}
      disabled={!editor.editable}
      first={index === 0}
      problems={problems.filter((problem) => problem.path?.[0] === field.name)}
      onChange={(value) => change(field.name, value)}
    />
  );

  const graph = useEditorState(({ doc }) => doc.graph);
  const ports = portsOf(graph, node, editor.catalog);
  return (
    <StepProvider value={{ ports, problems }}>
      {plain.map(draw)}
      {advanced.length > 0 && (
        <section className={classes.more}>
          <button type="button" className={classes.moreButton} aria-expanded={more} onClick={() => setMore(!more)}>
            <IconChevronRight size={14} stroke={1.75} aria-hidden="true" data-open={more || undefined} />
            <span className={classes.moreWord}>{t('inspector.more')}</span>
            <span className={classes.beside}>
              {advanced.map(({ name, schema }) => titleOf(schema, name)).join(', ')}
            </span>
          </button>
        </section>
      )}
      {more && advanced.map((field) => draw(field, -1))}
    </StepProvider>
  );
}
