import type { SqlConnection } from './connection.ts';

/** The connection, saying each statement before it is sent, with the values of its parameters. */
export function told(connection: SqlConnection, tell: (text: string) => void): SqlConnection {
  return {
    ...connection,
    read(statement) {
      const { text, values } = statement;
      const parameters = values.map((value, i) => `$${i + 1} = ${JSON.stringify(value)}`);
      tell(parameters.length === 0 ? `${text};` : `${text};\n-- ${parameters.join(', ')}`);
      return connection.read(statement);
    },
  };
}
