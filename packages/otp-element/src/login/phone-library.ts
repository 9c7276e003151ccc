/** The phone library, which is loaded with `import()` when somebody is about to type a number. */
export * from '@cognito-otp/client/phone';
