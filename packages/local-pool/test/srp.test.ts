/** The SRP protocol, as a server. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPassword, createPasswordVerifier, startSrp } from '../src/model/user-pool/srp.js';

describe('SRP', () => {
  const stored = createPasswordVerifier('pool', 'ann', 'secret');

  it('accepts only the right password, for this user of this pool', () => {
    assert.equal(checkPassword(stored, 'pool', 'ann', 'secret'), true);
    assert.equal(checkPassword(stored, 'pool', 'ann', 'Secret'), false);
    assert.equal(checkPassword(stored, 'pool', 'bob', 'secret'), false);
    assert.equal(checkPassword(stored, 'other', 'ann', 'secret'), false);
  });

  it('refuses values of A that would let any password pass', () => {
    const prime =
      'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF';
    for (const a of ['0', '00', prime, 'xyz', '', 'f'.repeat(3000)]) {
      assert.throws(() => startSrp(a, stored, 'pool', 'ann'), { name: 'InvalidParameterException' }, a.slice(0, 10));
    }
  });

  it('accepts no wrong signature', () => {
    for (const a of ['1', '2', 'ff'.repeat(300)]) {
      const srp = startSrp(a, stored, 'pool', 'ann');
      for (const signature of ['', 'AAAA', Buffer.alloc(32).toString('base64')]) {
        assert.equal(srp.proves(signature, srp.secretBlock, 'Sun Nov 22 12:00:00 UTC 2026'), false);
      }
    }
  });
});
