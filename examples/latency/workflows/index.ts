export * from 'epochal/workflow';
