/** The first account of every browser test. */
export const OWNER = {
  company: 'Brightwater',
  name: 'Priya Raman',
  email: 'priya@brightwater.example',
  password: 'correct horse battery 9',
};
