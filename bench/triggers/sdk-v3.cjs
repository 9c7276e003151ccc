// What CreateAuthChallenge of this project uses of SDK v3, written as in the documentation of SDK v3.
const { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');
const { SendEmailCommand, SESv2Client } = require('@aws-sdk/client-sesv2');
const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');

const clients = [new SNSClient(), new SESv2Client(), new DynamoDBClient(), new SecretsManagerClient()];
const commands = [
  PublishCommand,
  SendEmailCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  GetSecretValueCommand,
];

exports.handler = async (event) => (clients.length && commands.length ? event : null);
