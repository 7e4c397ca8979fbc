/** One mail of the sample workflow, as the form of send-email holds it. */
export interface SampleMail {
  subject: string;
  preheader: string;
  body: string;
  fromName: string;
}

const fromName = 'Hanna at Brightwater';
const greeting = 'Hi {{ lead.firstName | default: "there" }},';
const signature = `Hanna Sørensen  
Customer education, Brightwater`;

export const thankYouMail: SampleMail = {
  fromName,
  subject: 'Your playbook is here',
  preheader: 'Twelve pages on planning a week that never goes to plan',
  body: `# Your playbook is here

${greeting}

Thank you for asking for the Field Service Playbook. It is yours to keep, print and pass on.

[Open the playbook](https://brightwater.example/playbooks/field-service.pdf "button tag:open-playbook")

Short of time? Begin with page 4: the one-hour rule. It is the change that most teams make first, and the one they keep.

In two days I will send you what 40 dispatch teams told us about their week. Until then, just reply if you have a question. I read every answer.

${signature}`,
};

export const insightsMail: SampleMail = {
  fromName,
  subject: 'What 40 dispatch teams do',
  preheader: 'Three habits that came back again and again',
  body: `# What 40 dispatch teams do

${greeting}

You downloaded the Field Service Playbook. We asked 40 dispatch teams how they plan a week that never goes to plan. Three habits came back again and again:

1. They leave one hour in eight unplanned.
2. They sort jobs by skill first, then by street.
3. They promise a window, not a minute.

The guide shows how to start with one team on one Monday.

[Read the guide](https://brightwater.example/guides/dispatch "button tag:read-guide")

Prefer it short? [Read the five-minute version](https://brightwater.example/guides/short "tag:short") instead.

${signature}`,
};

export const deeperTrackMail: SampleMail = {
  fromName,
  subject: 'The scheduling maths',
  preheader: 'Why a full calendar finishes fewer jobs',
  body: `# The scheduling maths

${greeting}

You read the guide, so here is what stands behind it. A calendar that is full to the minute looks efficient. In practice it finishes fewer jobs:

- One job in five runs late, by 40 minutes on average.
- In a full day, each late job moves every job after it.
- With one free hour in eight, four of five delays end where they began.

We put the sums into a sheet. Enter your team size and your usual number of jobs, and it shows how many free hours pay for themselves.

[Get the planning sheet](https://brightwater.example/sheets/one-hour-rule "button tag:planning-sheet")

Would you like to go through your own numbers with us? [Pick 20 minutes](https://brightwater.example/talk "tag:book-talk") that suit you.

${signature}`,
};

export const gentleMail: SampleMail = {
  fromName,
  subject: 'The five-minute version',
  preheader: 'One page, one idea, one Monday',
  body: `# The five-minute version

${greeting}

A guide of twenty pages is a lot to ask in a busy week. So here is all of it in three lines:

1. Choose one team and one Monday.
2. Leave the hour after lunch empty in every calendar.
3. On Friday, count the jobs that were finished on the day they were promised.

If the number went up, do it again with two teams. If it did not, you have lost four hours and learned something about your week.

[Read it on one page](https://brightwater.example/guides/short "button tag:short")

That is all from me for now. When you want more, [the whole guide](https://brightwater.example/guides/dispatch "tag:read-guide") stays where it is.

${signature}`,
};
