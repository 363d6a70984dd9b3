# English, the public door: the language the others are held to. For a child of nine: short sentences, everyday words,
# no blame, no detail of abuse. No plural forms, so that all four languages can say the same with the same values.

## The form: screens
screen-now = What is happening
screen-now-lead = You can leave any question empty. You can send from this page already.
screen-who = Who is it about
screen-who-lead = This helps us find the right people to help. Leave empty what you do not know.
screen-how = How it happens
screen-how-lead = You do not have to tell everything. Tick what fits.
screen-where = Where on the internet
screen-where-lead = Names and links help the most. Please do not send pictures.
screen-arranger = Who is behind it
screen-arranger-lead = Tell us only what you know. It is fine if you know nothing.
screen-contact = How we can answer you
screen-contact-lead = You do not have to say who you are. You get a code. With the code you can read our answer here.

## The form: what is happening
ask-safe-me = Are you safe right now?
ask-safe-saw = Is the child safe right now?
answer-safe-yes = Yes
answer-safe-no = No
answer-safe-unsure = I am not sure
ask-words-me = What is happening, or what happened?
ask-words-saw = What did you see, hear or find out?
hint-words = Use your own words. A few words are enough. You do not have to describe what is hard to say.

## The form: who is it about
ask-age-me = How old are you?
ask-age-saw = How old is the child?
answer-age-under_13 = Under 13
answer-age-from_13_to_15 = 13 to 15
answer-age-from_16_to_17 = 16 or 17
answer-age-from_18 = 18 or older
answer-age-unsure = I am not sure
ask-sex-me = Are you a girl or a boy?
ask-sex-saw = Is the child a girl or a boy?
answer-sex-girl = Girl
answer-sex-boy = Boy
answer-sex-other = Another answer
ask-name-me = What is your name?
ask-name-saw = What is the child’s name?
hint-name = Only if you want to say it. A nickname is enough.
ask-children-me = How many children does it happen to, with you?
ask-children-saw = How many children does it happen to?
answer-children-one = One child
answer-children-several = More than one child
answer-children-unsure = I am not sure
ask-relation = How do you know the child?
answer-relation-my_child = It is my child
answer-relation-family = The child is in my family
answer-relation-pupil = I am the child’s teacher
answer-relation-neighbour = We are neighbours
answer-relation-friend = We are friends
answer-relation-online = I know the child only from the internet
answer-relation-stranger = I do not know the child
ask-country = In which country does it happen?
ask-place = In which place?
hint-place = A town, a village, a street, a school: whatever you know.

## The form: how it happens
ask-forms-me = How does it happen to you?
ask-forms-saw = How does it happen?
answer-forms-live = In a live video that people watch
answer-forms-call = In a video call
answer-forms-pictures = With pictures or videos
answer-forms-chat = In chats or messages
answer-forms-threats = Somebody threatens or scares
answer-forms-meeting = In a meeting in person
answer-forms-other = In another way
ask-last = When did it happen the last time?
answer-last-today = Today
answer-last-week = In the last 7 days
answer-last-month = In the last month
answer-last-longer = Longer ago
answer-last-unsure = I am not sure
ask-again = Could it happen again?
answer-again-yes = Yes
answer-again-no = No
answer-again-unsure = I am not sure
ask-planned = Do you know on which day?

## The form: where on the internet
ask-apps = Which apps are used?
answer-apps-facebook = Facebook
answer-apps-messenger = Messenger
answer-apps-instagram = Instagram
answer-apps-tiktok = TikTok
answer-apps-whatsapp = WhatsApp
answer-apps-telegram = Telegram
answer-apps-viber = Viber
answer-apps-discord = Discord
answer-apps-snapchat = Snapchat
answer-apps-x = X (Twitter)
answer-apps-youtube = YouTube
answer-apps-dating = A dating app
answer-apps-game = A game
answer-apps-sms = Text messages (SMS)
answer-apps-other = Something else
ask-accounts = Which accounts, phone numbers or e-mail addresses do these people use?
hint-accounts = One on each line, just as you see it.
ask-links = Do you have links?
hint-links = One on each line. Copy only the link. Do not open it again to check.
ask-hashes = Fingerprints of pictures or videos
hint-hashes = Your phone makes a fingerprint of the picture: a row of letters and numbers. Only the fingerprint is sent. The picture stays on your phone, and nobody here sees it.

## The form: who is behind it
ask-arranger-me = Who makes you do it, or sets it up?
ask-arranger-saw = Who makes the child do it, or sets it up?
answer-arranger-parent = A parent or a parent’s partner
answer-arranger-relative = Another relative
answer-arranger-neighbour = A neighbour
answer-arranger-friend = A friend
answer-arranger-teacher = A teacher
answer-arranger-met_online = Somebody met on the internet
answer-arranger-stranger = A stranger
answer-arranger-nobody = Nobody sets it up
answer-arranger-unsure = I am not sure
ask-arranger_name = What is this person called?
hint-arranger_name = A nickname helps too, or where this person lives.
ask-viewer = Who watches, or wants the pictures?
hint-viewer = A name, an account, a country, a language: whatever you know.
ask-paid = Does somebody give money or gifts for it?
answer-paid-yes = Yes
answer-paid-no = No
answer-paid-unsure = I am not sure
ask-paid_how = How is it paid?
answer-paid_how-remittance = Money transfer (remittance)
answer-paid_how-e_wallet = E-wallet (GCash, Maya, DANA, OVO or another)
answer-paid_how-bank = Bank
answer-paid_how-gift_card = Gift card
answer-paid_how-game_credit = Phone credit (load) or game credit
answer-paid_how-gifts = Gifts, food or a phone
answer-paid_how-crypto = Crypto (Bitcoin or another)
answer-paid_how-other = In another way
ask-paid_details = What do you know about the payments?
hint-paid_details = Names, numbers, days, how much: what the slip or the message says.

## The form: how we can answer you
ask-contact = How may we answer you?
hint-contact = The code is enough. Choose another way only if it is safe for you.
answer-contact-code = Only here, with my code
answer-contact-call = By phone call
answer-contact-message = By message (SMS or chat)
answer-contact-email = By e-mail
answer-contact-person = Through a person I trust
ask-contact_where = Which number, address or person?
hint-contact_where = Best one that nobody else reads or hears.
ask-contact_when = When and how is it safe?
hint-contact_when = For example: after school, only a message, do not say who you are.
ask-reporter_name = Your name
hint-reporter_name = You do not have to say it. A report without a name counts just as much.

## The guide: the way through it
guide-title = Is something wrong online?
guide-lead = Answer two short questions. Your answers are not saved on this phone. Then you read what you can do now.
guide-who = Who are you?
guide-reader-child = I am under 18 and it is about me
guide-reader-carer = I take care of a child
guide-reader-other = I am a teacher, a neighbour or a friend
guide-signs-child = What happens to you? Tick everything that fits.
guide-signs-carer = What do you notice with the child? Tick everything that fits.
guide-signs-other = What did you see or hear? Tick everything that fits.
guide-none = None of these, or I am not sure
guide-result = What this is and what you can do
guide-unsure-title = Not sure is enough
guide-unsure = You do not need to know what it is called. If something feels wrong, you can ask for help. You can also report it. We will look at it with you.
guide-not-to-blame-me = You are not in trouble. It is not your fault, whatever you did or sent. You are brave to read this.
guide-not-to-blame-child = The child is not to blame, whatever the child did or sent. Do not scold and do not punish. Stay calm and kind.
guide-do = What to do now
guide-keep = What to keep
guide-dont = What not to do
guide-more = More
guide-to-help = Get help now
guide-to-report = Report without a name

## The guide: signs
sign-asked_pictures-me = Somebody asks me for private pictures or videos of my body.
sign-asked_pictures-child = Somebody asks the child for private pictures or videos of the body.
sign-has_pictures-me = Somebody has private pictures or videos of me, or shows them to others.
sign-has_pictures-child = Somebody has private pictures or videos of the child, or shows them to others.
sign-threats-me = Somebody says: pay, or send more, or I will show your pictures.
sign-threats-child = Somebody threatens to show pictures of the child if nobody pays or sends more.
sign-fake_pictures-me = Somebody made fake private pictures with my face.
sign-fake_pictures-child = Somebody made fake private pictures with the child’s face.
sign-pretended_age-me = Somebody said they are my age, but I think it is an adult.
sign-pretended_age-child = The child chats with somebody who says they are a child too, but it seems to be an adult.
sign-secret-me = Somebody I know from the internet says I must keep our chats secret.
sign-wants_to_meet-me = Somebody I know only from the internet wants to meet me alone.
sign-wants_to_meet-child = Somebody the child knows only from the internet wants to meet the child.
sign-watched_call-me = In a video call somebody tells me what to do with my body, or to take off clothes, and watches.
sign-watched_call-child = The child must do things in video calls that a child should not do, and somebody watches.
sign-arranged-me = Somebody in my family, a neighbour or a friend puts me in front of the camera for other people.
sign-arranged-child = A relative, a neighbour or a friend puts the child in front of the camera for other people.
sign-pays_gifts-me = Somebody gives money, phone credit or gifts for pictures or video calls with me.
sign-pays_gifts-child = Somebody gives money, phone credit or gifts for pictures or video calls with the child.
sign-money_abroad-me = Somebody from another country sends money to my home, and I have to be on camera.
sign-money_abroad-child = Money comes to the home from another country, and the child has to be on camera.
sign-offered-child = On the internet I saw that somebody shows or sells pictures or videos of a child that look like abuse.
sign-changed-child = The child has changed: afraid, sad, awake at night, hides the phone when somebody comes.

## The guide: the four forms
form-abuse_material = Abuse in pictures and videos (child sexual abuse material)
form-abuse_material-what-me = Private pictures or videos of a child are not for others. Nobody may ask for them, keep them or pass them on, and nobody may make fake ones. Who does that breaks the law, not you.
form-abuse_material-what-child = Private pictures or videos of a child that others ask for, keep, pass on or make, also fake ones. Each time they are shown, the child is hurt again. It is a crime of those who do it, never of the child.
form-grooming = False friendship (grooming)
form-grooming-what-me = Somebody is very nice to you, wins your trust, and then wants private things or secrets. It starts slowly, so it is hard to notice. Adults do this with a plan. It is called grooming.
form-grooming-what-child = Somebody wins the child’s trust step by step, with kind words, gifts or secrets, and then wants private pictures, calls or a meeting. It is done with a plan. The child could hardly notice it.
form-live_streaming = Abuse in live video (live-streamed child sexual abuse)
form-live_streaming-what-me = Somebody makes you do private things on camera while others watch. Often they send money for it. No one may do this, not even your family.
form-live_streaming-what-child = Somebody makes a child do sexual things on camera while others watch, often for money. Often a relative or a neighbour sets it up. It is a serious crime, even if the family needs the money.
form-sexual_extortion = Threats with pictures (sexual extortion)
form-sexual_extortion-what-me = Somebody scares you: pay, or send more, or I will show your pictures. This happens to many girls and boys. People who pay or send more are mostly asked again, so it helps to stop.
form-sexual_extortion-what-child = Somebody threatens to show private pictures of the child if nobody pays or sends more. Whoever pays is mostly asked again. The child may be very afraid: do not leave the child alone with it.

## The guide: what to do now
do-tell-me = Tell an adult you trust. If the first one does not help, tell another one.
do-tell-child = Listen calmly and believe the child. Say: it is good that you told me.
do-stop_answering-me = Stop answering. You do not have to explain anything.
do-stop_answering-child = Help the child to stop answering. Nobody has to explain anything to this person.
do-block-me = First keep the chat. Then block the person.
do-block-child = First keep the chat. Then help the child to block the person.
do-take_down-me = You can ask to have pictures of you taken down. The help page shows where. The picture stays on your phone.
do-take_down-child = Pictures can be taken down. The help page shows where the child can ask for it, together with you.
do-report_account-me = Report the account in the app too. Most apps do not tell the person who did it.
do-report_account-child = Report the account or the page in the app too. Most apps do not tell the person who did it.
do-get_help-me = Call or write to a child helpline. People there listen to children every day.
do-get_help-child = Call a child helpline or the police. They can tell you what to do next.
do-safe_place-me = Are you in danger now? Go to people who keep you safe, and call for help.
do-safe_place-child = Is the child in danger now? Call for help first, before the person who does it knows anything.
do-report-me = Report it here. You do not have to say your name.
do-report-child = Report it here. You do not have to say your name. You do not need proof.

## The guide: what to keep
keep-names-me = Names, nicknames, account names and phone numbers.
keep-names-child = Names, nicknames, account names and phone numbers.
keep-chats-me = The whole chat. Leave it on the phone.
keep-chats-child = The whole chat. Leave it on the child’s phone.
keep-links-me = Links of profiles and pages. Copy the link, not the picture.
keep-links-child = Links of profiles and pages. Copy the link, not the picture.
keep-times-me = Days and times: when it happened, and when it may happen again.
keep-times-child = Days and times: when it happened, and when it may happen again.
keep-payments-me = Payment slips and messages about money.
keep-payments-child = Payment slips, account numbers and messages about money.

## The guide: what not to do
dont-pay-me = Do not pay. The threats mostly do not stop when somebody pays.
dont-pay-child = Do not pay. The threats mostly do not stop when somebody pays.
dont-send_more-me = Do not send more pictures, not even one.
dont-send_more-child = Do not let anybody send more pictures, not even one.
dont-meet-me = Do not go to meet this person.
dont-meet-child = Do not let the child meet this person, and do not go there yourself.
dont-confront-me = Do not fight with the person and do not say that you tell us. That could be dangerous for you.
dont-confront-child = Do not confront the person and do not warn them. That could put the child in danger and make proof disappear.
dont-share-me = Do not share or forward the pictures, not even as proof.
dont-share-child = Do not copy, share or forward the pictures, not even as proof. A link or a name is enough.
dont-look_for_more-me = Do not search for the pictures yourself.
dont-look_for_more-child = Do not search for more and do not download anything. In many countries that is against the law.
dont-delete-me = Do not delete the chat or your account. It can help to find the person.
dont-delete-child = Do not delete the chat or the account, and do not reset the phone. It can help to find the person.

## Help pages
help-title = Help
help-lead = These people help children. You can call or write even if you are not sure.
help-choose-country = Choose your country
help-other-country = Another country
help-danger = Are you in danger now? Call the emergency number of your country first.
help-kind-emergency = In an emergency
help-kind-child_helpline = Talk to somebody: child helplines
help-kind-police_cyber = Police and investigators for the internet
help-kind-hotline = Report pages and links
help-kind-takedown = Get pictures of yourself taken down
help-kind-counselling = Feel better: counselling
help-free = Free of charge
help-hours-always = Day and night
help-call = Call
help-write = Write
help-open = Open the page
help-checked = Looked up on { $date }. Source: { $source }

## Every page of the public door
door-title = Information
door-skip = Skip to the content
door-start = First page
door-exit = Leave this page
door-exit-hint = With a keyboard you can leave fast: press Shift three times.
door-language = Language
door-history-title = What stays on this phone
door-history = We do not save your words on this phone. But the browser’s history may show that you were here. You can delete these pages from the history. Next time you can use a private window.
door-next = Next
door-back = Back
door-send = Send
door-send-now = Send now what I wrote
door-choose = Choose
door-no-answer = No answer
door-sending = Sending. Please wait a moment.
door-no-line = There is no connection right now. Your words are still here. Wait a little, then press the button again.
door-error-not-found = This page is not here.
door-error-large = This is too long to send at once. Go back and send a part of it. You can add the rest later with your code.
door-error-busy = We could not answer fast enough. Please go back and try again in a minute. Sending twice does no harm.
door-error-form = This page was open too long, or it was not ours. Please go back and try again.
door-error-fault = Something went wrong. It is our mistake, not yours. Please go back and try again.

## First page
door-home-title = Is somebody hurting you or a child online?
door-home-lead = Here you can find out what is wrong, get help, or tell us. You do not have to say your name.
door-home-guide = Is something wrong? Find out
door-home-guide-lead = Two short questions. Then you read what you can do.
door-home-help = Get help now
door-home-help-lead = People you can call or write to.
door-home-read = I have a code
door-home-read-lead = Read our answer and write to us again.

## The report
door-write-which = Who is it about?
door-write-me = This happens to me, or happened to me
door-write-me-lead = You can tell us. You are not in trouble, and it is not your fault.
door-write-saw = I saw or know something
door-write-saw-lead = You do not have to be sure. You can tell us anyway.
door-step = Part { $at } of { $all }
door-optional = You can leave any question empty. You can send from every part.
door-unsafe-title = Get help now
door-unsafe = You do not have to finish this or wait for us. These people can help now:
door-unsafe-more = More numbers and pages
door-before-title = Before you send
door-before-who = Who reads it: people whose work is to protect children. Each time one of them opens it, we note who it was.
door-before-next = What happens then: a person reads it and looks for people who can help. We cannot say how long that takes. With your code you can see here what became of it.
door-before-limits = What we cannot keep secret: to protect a child we may have to tell others, for example the police. They can then read what you wrote. We know your name only if you write it.
door-before-trace = We save your answers, their language and the time. We do not save where you are or which phone you use, unless you write it. Please send no pictures: a link, a name or a time is enough.
door-from-elsewhere = This has not been sent yet. It came from another page. Please look at it, then press the button yourself.
door-hash-choose = Choose a picture or video. It stays on your phone
door-hash-working = Working. This can take a moment.
door-hash-done = Done. Only the fingerprint is sent, not the picture.
door-hash-failed = This did not work. That is fine: you can leave it out.

## After sending
door-sent-title = Thank you. It has arrived.
door-sent-lead = It was right and brave to tell us. If it happened to you: it is not your fault.
door-sent-next-title = What happens now
door-sent-next = A person will read it. We cannot say how long that takes. Do you need help now? Do not wait for us: the help page shows who you can call. With your code you can see here what became of your report.
door-code-title = Your code
door-code-lead = With these nine words you can come back, read our answer and write to us. We can show them only on this page. You do not have to keep them: your report counts just as much without them.
door-code-keep = If it is safe, write the words on paper, in this order. Better not as a photo: others may see it on the phone. Whoever has these words can read the messages.
door-code-hide = Hide the code
door-code-again = Show the code once more

## Coming back with the code
door-read-title = Read your messages
door-read-code = Your code
door-read-hint = Nine words, in the right order. Big or small letters do not matter.
door-read-button = Open
door-read-lost = No code any more? That is all right: your report still counts. But we cannot open the messages for you without it. You can tell us again, and say that you told us before.
door-read-count = The code has { $all } words. You typed { $count }.
door-read-word = Word number { $place } is not one of our words. Please look at it again.
door-read-word-meant = Word number { $place } is not one of our words. Did you mean “{ $meant }”?
door-read-check = Each word is one of ours, but they do not fit together. One may be wrong, or two may have changed places.
door-read-unknown = We find no messages for this code. Perhaps they were deleted, or you have newer words.
door-letters-title = Your messages
door-letters-none = There are no messages yet.
door-letters-us = We wrote
door-letters-you = You wrote
door-letters-say = Write to us
door-letters-sent = Your message has arrived.
door-letters-empty = Please write something first.
door-letters-next = We will write to you here again by { $date }.
door-letters-close = Close and leave
door-letters-deleted = The messages are deleted. Nobody can open them here any more.
door-status-received = Your report has arrived. We will read it.
door-status-being_read = Somebody here is reading your report.
door-status-asked = We have a question for you. Please read below.
door-status-passed_on = We have passed your report on to people who can help.
door-status-closed = We have done what we can here. You can still write to us.
door-delete-title = Delete these messages
door-delete-lead = Then nobody can open the messages here any more, not even we. The code stops working. The report itself stays, so that the child can be helped.
door-delete-sure = Are you sure? You cannot get them back. If you are sure, press the button once more.
door-delete-button = Delete the messages
door-replace-title = Somebody else knows my code
door-replace-lead = You get new words. The old ones do not work any more.
door-replace-button = Give me new words
door-replaced-title = Your new code
door-replaced-lead = Write the words on paper if that is safe. We show them only once. The old words do not work any more.
door-handed = Whoever gave you the code knows its words too. First take new words. Then only you know them.
