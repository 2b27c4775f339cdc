import type { Stack } from '@aws-sdk/client-cloudformation'

/** Outputs of a stack: { HttpApiUrl: 'https://…', … } */
export const outputsOf = ({ Outputs = [] }: Stack): Record<string, string> =>
  Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))

/** What to do with a stack that has just been deployed. */
export const nextSteps = (outputs: Record<string, string>, region: string): string[] => {
  const {
    HttpApiUrl: api,
    PostedQueueUrl: queue,
    DashboardUrl,
    AlarmTopicArn,
    TokenSecretArn,
    WidgetSnippet,
  } = outputs
  return [
    `API        ${api}`,
    `queue      ${queue}`,
    `dashboard  ${DashboardUrl}`,
    `alarms     ${AlarmTopicArn}`,
    '',
    'A token for a room, good for an hour, signed with the secret of the stack:',
    '',
    `  export ROOMTONE_TOKEN_SECRET=$(aws secretsmanager get-secret-value --region ${region} \\`,
    `    --secret-id ${TokenSecretArn} --query SecretString --output text)`,
    '  TOKEN=$(npx roomtone token all-hands --scope read,post)',
    '',
    'A message, and the mood:',
    '',
    `  curl -X POST ${api}/v1/rooms/all-hands/messages -H "authorization: Bearer $TOKEN" \\`,
    `    -H 'content-type: application/json' -d '{"text":"Brilliant demo, thank you!"}'`,
    `  curl ${api}/v1/rooms/all-hands/mood?grain=total -H "authorization: Bearer $TOKEN"`,
    '',
    'For your page, beside dist/widget/room-mood.js, with a token of the scope read:',
    '',
    `  ${WidgetSnippet}`,
  ]
}
