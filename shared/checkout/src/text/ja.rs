//! Japanese, polite.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "ご注文内容",
    amount_due: "お支払い金額",
    card_check: "カードの確認",
    nothing_charged: "今回の請求はありません。",
    more_items: |count| format!("ほか{count}件を表示"),
    back: |merchant| format!("{merchant}に戻る"),
    valid_until: "リンクの有効期限：",
    questions: "ご注文に関するお問い合わせ",
    test_badge: "テストモード：実際の請求は発生しません",
    test_hint_before: "カード番号",
    test_hint_after: "と、将来の有効期限、任意のセキュリティコードをご利用ください。",
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    moment: |at| format!("{}年{}{}日 {} (UTC)", at.year, at.month, at.day, at.time),
    form: FormText {
        card_details: "カード情報",
        email: "メールアドレス",
        number: "カード番号",
        expiry: "有効期限",
        expiry_example: "MM / YY",
        cvc: "セキュリティコード",
        cvc_help: "セキュリティコードは、カード裏面の3桁の数字です。American Expressは表面の4桁の数字です。",
        name: "カード名義人",
        pay_with: "支払い方法",
        another_card: "別のカード",
        expires: |date| format!("有効期限 {date}"),
        save_for_later: "次回の支払いのためにこのカードを登録する",
        will_be_saved: |merchant| format!("カードは次回の{merchant}への支払いのために登録されます。"),
        consent_by_paying: |merchant| {
            format!(
                "お支払いにより、お客様は、{merchant}がこのカードを登録し、お客様と合意した金額を、後日、その都度のお客様の操作なしでもこのカードに請求することに同意します。この同意は、{merchant}に連絡することでいつでも撤回できます。"
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "このカードの登録により、お客様は、{merchant}がこのカードの情報を保管し、お客様と合意した金額を、後日、その都度のお客様の操作なしでもこのカードに請求することに同意します。この同意は、{merchant}に連絡することでいつでも撤回できます。"
            )
        },
        pay: |amount| format!("{amount}を支払う"),
        save_card: "カードを登録する",
        busy: "処理しています…",
        saving: "登録しています…",
        encrypted: "暗号化された通信で送信されます",
        please_check: "入力内容をご確認ください",
        not_completed: "お支払いは完了していません",
        not_charged: "請求は発生していません。",
    },
    problems: ProblemText {
        email_missing: "メールアドレスを入力してください。",
        email_invalid: "name@example.com のような形式で入力してください。",
        number_missing: "カード番号を入力してください。",
        number_invalid: "カード番号の桁数が正しくありません。",
        number_check_digit: "カード番号が正しくありません。数字をご確認ください。",
        number_not_test: "ここでは 4242 4242 4242 4242 などのテスト用カードのみご利用いただけます。実在するカードの番号は入力しないでください。",
        type_not_supported: "この種類のカードはご利用いただけません。別のカードをご利用ください。",
        expiry_missing: "有効期限を入力してください。",
        expiry_invalid: "09 / 30 のように、月と年を入力してください。",
        expired: "このカードは有効期限が切れています。別のカードをご利用ください。",
        cvc_missing: "セキュリティコードを入力してください。",
        cvc_invalid: "セキュリティコードは3桁（American Expressは4桁）の数字です。",
        name_missing: "カード名義人を入力してください。",
        name_invalid: "カードに記載されているとおりに入力してください。",
        too_long: "入力できる長さを超えています。",
    },
    declines: DeclineText {
        generic: "カード会社により、このお支払いは承認されませんでした。別のカードをご利用いただくか、カード会社にお問い合わせください。",
        insufficient_funds: "このカードの利用可能額が不足しています。別のカードをご利用ください。",
        expired_card: "このカードは有効期限が切れています。有効期限をご確認いただくか、別のカードをご利用ください。",
        incorrect_cvc: "セキュリティコードが正しくありません。ご確認のうえ、もう一度お試しください。",
        incorrect_number: "カード番号が正しくありません。ご確認のうえ、もう一度お試しください。",
        processing_error: "カード会社との通信中に問題が発生しました。しばらくしてから、もう一度お試しください。",
        velocity_exceeded: "このカードは利用限度に達しています。別のカードをご利用いただくか、後ほどもう一度お試しください。",
        authentication_failed: "ご本人であることを確認できませんでした。もう一度お試しいただくか、別のカードをご利用ください。",
        not_available: "このカードは今回のお支払いにはご利用いただけません。別のカードをご利用ください。",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "カード会社での本人確認",
            body: |_| "カード会社がこのお支払いの確認を求めています。確認後、このページに戻ります。".to_owned(),
        },
        to_the_bank: "カード会社のページへ進む",
        processing: Outcome {
            heading: "カード会社に確認しています",
            body: |_| "もう一度お支払いにならないようお願いいたします。このページは自動的に更新されます。".to_owned(),
        },
        check_again: "今すぐ確認する",
        done: Outcome {
            heading: "お支払いが完了しました",
            body: |merchant| format!("ありがとうございます。{merchant}へのお支払いが完了しました。"),
        },
        reserved: Outcome {
            heading: "金額を確保しました",
            body: |merchant| {
                format!(
                    "ありがとうございます。{merchant}へのお支払い金額をカード会社が確保しました。後日請求されるか、解除されます。"
                )
            },
        },
        card_saved: Outcome {
            heading: "カードを登録しました",
            body: |merchant| {
                format!(
                    "ありがとうございます。{merchant}でのお支払い用にカードを登録しました。請求は発生していません。"
                )
            },
        },
        forwarding: |merchant| format!("{merchant}に戻ります…"),
        already_paid: Outcome {
            heading: "お支払い済みです",
            body: |_| "このお支払いはすでに完了しています。これ以上のお手続きは必要ありません。".to_owned(),
        },
        expired: Outcome {
            heading: "リンクの有効期限が切れました",
            body: |merchant| format!("請求は発生していません。{merchant}に新しいリンクをご依頼ください。"),
        },
        failed: Outcome {
            heading: "お支払いを完了できませんでした",
            body: |merchant| {
                format!(
                    "請求は発生していません。このリンクでは、これ以上お手続きいただけません。{merchant}に戻り、新しいリンクをご依頼ください。"
                )
            },
        },
        cancelled: Outcome {
            heading: "このお支払いはキャンセルされました",
            body: |merchant| {
                format!("請求は発生していません。お支払いをご希望の場合は、{merchant}でもう一度お手続きください。")
            },
        },
        unavailable: Outcome {
            heading: "ここではお支払いいただけません",
            body: |merchant| {
                format!("{merchant}は現在、このページでお支払いを受け付けていません。請求は発生していません。")
            },
        },
        not_found: Outcome {
            heading: "お支払いリンクが見つかりません",
            body: |_| "アドレスが正しいかご確認いただくか、リンクの送信元に新しいリンクをご依頼ください。".to_owned(),
        },
    },
    bank: BankText {
        bank: "模擬銀行",
        notice: "これは実在する銀行ではありません。お店が決済をテストする間、銀行による本人確認の代わりをします。",
        heading: "このお支払いを承認しますか？",
        body: "実際の銀行では、ここでアプリ、認証コード、指紋などによる確認が行われます。",
        merchant: "お店",
        amount: "金額",
        card: "カード",
        card_ending: |last4| format!("末尾 {last4}"),
        approve: "承認する",
        refuse: "拒否する",
    },
};
