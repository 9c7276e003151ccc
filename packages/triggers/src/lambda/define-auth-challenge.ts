import { createSettings } from '../config/settings.js';
import { defineAuthChallenge } from '../handlers/define-auth-challenge.js';

const define = defineAuthChallenge(createSettings(process.env).define());

export const handler = async (event: Parameters<typeof define>[0]) => define(event);
