// How API responses show a user and attributes.

import { attributesOf, type User } from '../../../model/user-pool/user.js';

/** An attribute in the API's list form. */
export interface AttributeEntry {
  readonly Name: string;
  readonly Value: string;
}

/** A user as ListUsers and AdminCreateUser show it. Dates are in seconds since the Unix epoch. */
export interface UserDescription {
  readonly Username: string;
  readonly Attributes: readonly AttributeEntry[];
  readonly UserCreateDate: number;
  readonly UserLastModifiedDate: number;
  readonly Enabled: boolean;
  readonly UserStatus: string;
}

/** Describes a user for a response. */
export const describeUser = (user: User): UserDescription => ({
  Username: user.username,
  Attributes: attributeList(attributesOf(user)),
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** Turns a map of attributes into the API's list form. */
export const attributeList = (attributes: Readonly<Record<string, string>>): AttributeEntry[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
